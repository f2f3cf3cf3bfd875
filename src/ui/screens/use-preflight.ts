import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Kind } from '../api.ts';
import { api } from '../client.ts';
import { onEvent } from '../events.ts';
import { inProgressOf, noteHeadline } from '../seen.ts';
import { session } from '../session.ts';
import { verdictOf } from '../verdict.ts';
import { useAnswer } from './use-answer.ts';

/**
 * The checks of one meeting, made anew whenever its settings are others (`etag`) or the connection to Zoom is, or on request
 * with Zoom asked now.
 */
export function usePreflight(kind: Kind, id: string, etag: string) {
  const ask = (headers: Record<string, string> = {}) =>
    api.GET(`/api/${kind}/{id}/preflight`, { params: { path: { id } }, headers });
  const { value: report, failure, loading, load } = useAnswer(() => ask());
  useEffect(() => {
    if (!report?.meeting) return;
    noteHeadline(kind, id, report.meeting);
    inProgressOf(kind, id).value = report.meeting.in_progress;
  }, [report]);
  const current = session.value;
  const connection = current.state === 'signed in' ? current.me.connection.status : '';
  const grounds = `${etag} ${connection}`;
  const checkedFor = useRef(grounds);
  useEffect(() => {
    if (checkedFor.current !== grounds) load();
    checkedFor.current = grounds;
  }, [grounds]);
  // A meeting of this kind has started or ended; Zoom's events of that name no livestream.
  useEffect(
    () =>
      onEvent('livestream', (event) => {
        if ((event.kind ?? kind) === kind && event.meeting_id === undefined) load();
      }),
    [],
  );
  const again = async () => {
    const fresh = await load(() => ask({ 'cache-control': 'no-cache' }));
    if (fresh) announce(verdictOf(fresh.checks));
  };
  return { report, failure, loading, again };
}
