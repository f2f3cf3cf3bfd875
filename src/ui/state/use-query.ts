import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiRequest, Failure } from '../api/client.ts';
import { read } from './session.ts';

type State<T> = { value: T | null; failure: Failure | null; loading: boolean };

/** What one request answers, now and whenever it is asked again; the last answer stays while the next is on its way. */
export function useQuery<T>(request: () => ApiRequest<T>) {
  const [state, setState] = useState<State<T>>({ value: null, failure: null, loading: true });
  const requested = useRef(0);
  const isMounted = useRef(true);
  /** Whether the usual request is under way, and was wanted again since it was sent. */
  const usual = useRef({ isRunning: false, isDue: false });

  /** Asks again, in another way where one is given; whether that went well. Of several, the latest counts. */
  const load = async (otherwise: () => ApiRequest<T> = request): Promise<T | null> => {
    requested.current += 1;
    const turn = requested.current;
    setState((before) => ({ ...before, loading: true }));
    const response = await read(otherwise());
    if (turn !== requested.current) return null;
    setState((before) =>
      response.ok
        ? { value: response.value, failure: null, loading: false }
        : { value: before.value, failure: response.failure, loading: false },
    );
    return response.ok ? response.value : null;
  };

  /** Makes the usual request; of many calls while one is under way, one more follows it. */
  const refresh = async (): Promise<void> => {
    if (usual.current.isRunning) {
      usual.current.isDue = true;
      return;
    }
    usual.current = { isRunning: true, isDue: false };
    await load();
    const { isDue } = usual.current;
    usual.current = { isRunning: false, isDue: false };
    if (isDue && isMounted.current) await refresh();
  };

  useEffect(() => {
    isMounted.current = true;
    refresh();
    return () => {
      isMounted.current = false;
      requested.current += 1;
    };
  }, []);

  return { ...state, load, refresh };
}
