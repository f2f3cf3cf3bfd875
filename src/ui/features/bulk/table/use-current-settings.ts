import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Failure } from '../../../api/client.ts';
import type { Kind, Livestream } from '../../../api/types.ts';
import { read } from '../../../state/session.ts';

const MAX_CONCURRENT = 4;

/** Current settings by meeting; null if they can't be loaded. */
export type CurrentSettings = ReadonlyMap<string, Livestream | null>;

/** Loads the current settings of meetings for which the list has none. */
export function useCurrentSettings(kind: Kind) {
  const [settings, setSettings] = useState<CurrentSettings>(new Map());
  const found = useRef(new Map<string, Livestream | null>());
  const requested = useRef(new Set<string>());
  const isMounted = useRef(true);

  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);

  /** Resolves to the failure that ended the loading, if any. `onProgress` receives how many are left. */
  const load = async (
    ids: readonly string[],
    onProgress?: (left: number) => void,
  ): Promise<Failure | null> => {
    const queue = ids.filter((id) => !found.current.get(id));
    let failure: Failure | null = null;
    const work = async () => {
      for (let id = queue.pop(); id !== undefined && isMounted.current && !failure; id = queue.pop()) {
        const response = await read(livestreamOf(kind, id));
        found.current.set(id, response.ok ? response.value : null);
        if (!response.ok && !isMissing(response.failure)) failure = response.failure;
        onProgress?.(queue.length);
      }
      for (const id of queue.splice(0)) found.current.set(id, null);
    };
    onProgress?.(queue.length);
    await Promise.all(Array.from({ length: MAX_CONCURRENT }, work));
    if (isMounted.current) setSettings(new Map(found.current));
    return failure;
  };

  /** Loads each of these once. */
  const need = (ids: readonly string[]) => {
    const fresh = ids.filter((id) => !requested.current.has(id));
    for (const id of fresh) requested.current.add(id);
    if (fresh.length > 0) load(fresh);
  };

  return { settings, load, need };
}

/** A meeting that was deleted has no settings; other failures concern all meetings. */
function isMissing(failure: Failure): boolean {
  return failure.kind === 'problem' && failure.problem.status === 404;
}

function livestreamOf(kind: Kind, id: string) {
  return api.GET(`/api/${kind}/{id}/livestream`, { params: { path: { id } } });
}
