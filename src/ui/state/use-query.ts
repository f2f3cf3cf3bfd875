import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiRequest, Failure } from '../api/client.ts';
import { read } from './session.ts';

type State<T> = { value: T | null; failure: Failure | null; loading: boolean };

/**
 * The result of a request, which can be repeated. The last result stays while the next request is
 * pending.
 */
export function useQuery<T>(request: () => ApiRequest<T>) {
  const [state, setState] = useState<State<T>>({ value: null, failure: null, loading: true });
  const requested = useRef(0);
  const isMounted = useRef(true);
  /**
   * Whether the default request is pending, and whether another one was requested in the meantime.
   */
  const usual = useRef({ isRunning: false, isDue: false });

  /**
   * Repeats the request, optionally a different one; resolves to its value, or null on failure. The
   * latest request wins.
   */
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

  /** Makes the default request. Several calls while one is pending cause one more. */
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
