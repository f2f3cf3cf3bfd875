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
  /** Whether the default request is pending, and whether to repeat it afterwards. */
  const defaultRequest = useRef({ isRunning: false, isDue: false });

  /**
   * Sends the default request, or `send` instead. Resolves to its value; to null if it failed, or
   * if a later request superseded it.
   */
  const load = async (send: () => ApiRequest<T> = request): Promise<T | null> => {
    requested.current += 1;
    const number = requested.current;
    setState((before) => ({ ...before, loading: true }));
    const response = await read(send());
    if (number !== requested.current) return null;
    setState((before) =>
      response.ok
        ? { value: response.value, failure: null, loading: false }
        : { value: before.value, failure: response.failure, loading: false },
    );
    return response.ok ? response.value : null;
  };

  /** Sends the default request. Calls while one is pending cause only one more. */
  const refresh = async (): Promise<void> => {
    if (defaultRequest.current.isRunning) {
      defaultRequest.current.isDue = true;
      return;
    }
    defaultRequest.current = { isRunning: true, isDue: false };
    await load();
    const { isDue } = defaultRequest.current;
    defaultRequest.current = { isRunning: false, isDue: false };
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
