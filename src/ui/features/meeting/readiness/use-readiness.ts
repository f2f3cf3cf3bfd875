import { useEffect, useRef } from 'preact/hooks';
import { api } from '../../../api/client.ts';
import { inProgressOf, readyOf, recordHeader, sessionOf } from '../../../api/meeting-cache.ts';
import type { Kind } from '../../../api/types.ts';
import { useRetryWhenOnline } from '../../../components/use-retry-when-online.ts';
import { announce } from '../../../state/announce.ts';
import { recordCheck } from '../../../state/row-readiness.ts';
import { session } from '../../../state/session.ts';
import { useQuery } from '../../../state/use-query.ts';
import { onEvent } from '../../../state/user-events.ts';
import { overallResultOf } from './overall-result.ts';

export type ReadinessState = ReturnType<typeof useReadiness>;

/**
 * The checks of one meeting, repeated when its settings (`etag`) or the connection to Zoom change,
 * or on request with fresh data from Zoom.
 */
export function useReadiness(kind: Kind, id: string, etag: string | undefined) {
  const request = (headers: Record<string, string> = {}) =>
    api.GET(`/api/${kind}/{id}/preflight`, { params: { path: { id } }, headers });
  const { value: report, failure, loading, load } = useQuery(() => request());
  useRetryWhenOnline(failure, () => load());
  useEffect(() => {
    if (!report?.meeting) return;
    recordHeader(kind, id, report.meeting);
    const { in_progress, in_progress_since: since = null, ended_at: endedAt = null } = report.meeting;
    inProgressOf(kind, id).value = in_progress;
    sessionOf(kind, id).value = { since, endedAt };
  }, [report]);
  useEffect(() => {
    if (report && !failure) recordCheck(kind, id, report);
  }, [report, failure]);
  useEffect(() => {
    // The tab must not keep the result of an earlier check.
    readyOf(kind, id).value = failure ? null : (report?.ready ?? null);
    return () => {
      readyOf(kind, id).value = null;
    };
  }, [report, failure]);
  const current = session.value;
  const connection = current.state === 'signed in' ? current.me.connection.status : '';
  // The first check runs while the settings are still loading.
  const grounds = etag && `${etag} ${connection}`;
  const checkedFor = useRef(grounds);
  useEffect(() => {
    if (checkedFor.current && checkedFor.current !== grounds) load();
    checkedFor.current = grounds;
  }, [grounds]);
  // A meeting of this kind has started or ended; Zoom's events for that identify no livestream.
  useEffect(
    () =>
      onEvent('livestream', (event) => {
        if ((event.kind ?? kind) === kind && event.meeting_id === undefined) load();
      }),
    [],
  );
  const retry = async () => {
    const fresh = await load(() => request({ 'cache-control': 'no-cache' }));
    if (fresh) announce(overallResultOf(fresh.checks));
  };
  return { report, failure, loading, load, retry };
}
