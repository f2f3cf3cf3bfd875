import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Failure } from '../../api/client.ts';
import type { Destination, Service } from '../../api/types.ts';
import { useKeptCurrent } from '../../state/keep-current.ts';
import { read } from '../../state/session.ts';

/** The saved destinations (null until they are loaded) and the streaming services. */
export function useDestinations() {
  const [destinations, setDestinations] = useState<Destination[] | null>(null);
  const [services, setServices] = useState<Service[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const here = useRef(true);

  const load = async () => {
    setFailure(null);
    const [list, serviceList] = await Promise.all([
      read(api.GET('/api/destinations', { params: { query: { include: 'usage' } } })),
      read(api.GET('/api/services')),
    ]);
    if (!here.current) return;
    if (serviceList.ok) setServices(serviceList.value.services);
    if (list.ok) setDestinations(list.value.destinations);
    else setFailure(list.failure);
  };

  /** Shows a destination as it was saved, before the list is reloaded. */
  const put = (fresh: Destination) => {
    const isOther = ({ id }: Destination) => id !== fresh.id;
    setDestinations((all) =>
      all?.every(isOther)
        ? [...all, fresh]
        : (all?.map((each) => (isOther(each) ? each : { ...each, ...fresh })) ?? null),
    );
  };

  /**
   * Deletes it and returns the failure, if any. A destination that no longer exists counts as
   * deleted.
   */
  const remove = async ({ id }: Destination): Promise<Failure | undefined> => {
    const response = await read(api.DELETE('/api/destinations/{id}', { params: { path: { id } } }));
    const isDeleted =
      !response.ok && response.failure.kind === 'problem' && response.failure.problem.status === 404;
    if (!response.ok && !isDeleted) return response.failure;
    if (here.current) setDestinations((all) => all?.filter((each) => each.id !== id) ?? null);
    return undefined;
  };

  useKeptCurrent(load);

  useEffect(() => {
    here.current = true;
    load();
    return () => {
      here.current = false;
    };
  }, []);

  return { destinations, services, failure, load, put, remove };
}
