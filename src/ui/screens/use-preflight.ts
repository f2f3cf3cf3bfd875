import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Kind } from '../api.ts';
import { api } from '../client.ts';
import { verdictOf } from '../verdict.ts';
import { useAnswer } from './use-answer.ts';

/** The checks of one meeting, made anew whenever its settings are others (`etag`), or on request with Zoom asked now. */
export function usePreflight(kind: Kind, id: string, etag: string) {
  const ask = (headers: Record<string, string> = {}) =>
    api.GET(`/api/${kind}/{id}/preflight`, { params: { path: { id } }, headers });
  const { value: report, failure, loading, load } = useAnswer(() => ask());
  const checkedFor = useRef(etag);
  useEffect(() => {
    if (checkedFor.current !== etag) load();
    checkedFor.current = etag;
  }, [etag]);
  const again = async () => {
    const fresh = await load(() => ask({ 'cache-control': 'no-cache' }));
    if (fresh) announce(verdictOf(fresh.checks));
  };
  return { report, failure, loading, again };
}
