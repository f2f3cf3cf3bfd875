import { useEffect, useRef, useState } from 'preact/hooks';
import type { Asked, Failure } from '../client.ts';
import { read } from '../session.ts';

type State<T> = { value: T | null; failure: Failure | null; loading: boolean };

/** What one request answers, now and whenever it is asked again; the last answer stays while the next is on its way. */
export function useAnswer<T>(ask: () => Asked<T>) {
  const [state, setState] = useState<State<T>>({ value: null, failure: null, loading: true });
  const asked = useRef(0);

  /** Asks again, in another way where one is given; whether that went well. Of several, the latest counts. */
  const load = async (otherwise: () => Asked<T> = ask): Promise<T | null> => {
    asked.current += 1;
    const turn = asked.current;
    setState((before) => ({ ...before, loading: true }));
    const answer = await read(otherwise());
    if (turn !== asked.current) return null;
    setState((before) =>
      answer.ok
        ? { value: answer.value, failure: null, loading: false }
        : { value: before.value, failure: answer.failure, loading: false },
    );
    return answer.ok ? answer.value : null;
  };

  useEffect(() => {
    load();
    return () => {
      asked.current += 1;
    };
  }, []);

  return { ...state, load };
}
