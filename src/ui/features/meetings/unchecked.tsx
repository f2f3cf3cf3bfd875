import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { stateOf } from '../../api/meeting-cache.ts';
import type { Kind } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { matchesAll } from '../../lib/list-filter.ts';
import type { MeetingList } from '../../state/meeting-list.ts';
import { isCheckedSoon, requestChecks, showForCheck } from '../../state/readiness-checks.ts';
import { readinessOf } from '../../state/row-readiness.ts';
import { isRejected, requestUnknown } from '../../state/visible-rows.ts';

/**
 * Rows whose settings or readiness are unknown match no filter that depends on them. Unknown
 * settings are read for the filter, up to a limit, and the user sees how many rows are left.
 * Meetings that start soon are checked as if they were in view; other checks only on request.
 */
export function Unchecked({
  kind,
  list,
  readsInView,
}: {
  kind: Kind;
  list: MeetingList;
  readsInView: boolean;
}) {
  const rows = useComputed(() => {
    const { words, show } = list.filter.value;
    if (show === 'all' || show === 'live') return [];
    const found = list.state.value.pages
      .flatMap(({ meetings }) => meetings)
      .filter((meeting) => matchesAll(words, meeting));
    const isUnknown = (id: string) =>
      stateOf(kind, id).value.livestream === null ||
      ((show === 'ready' || show === 'attention') && readinessOf(kind, id).value.mark === 'configured');
    const unknown = found.filter(({ id }) => isUnknown(id) && !isRejected(kind, id));
    return [...new Map(unknown.map(({ id, start_time }) => [id, { kind, id, start_time }])).values()];
  }).value;
  const { show } = list.filter.value;
  const pages = list.state.value.pages.length;
  useEffect(() => {
    if (readsInView) requestUnknown(rows);
  }, [show, pages]);
  const soon = rows.filter(({ start_time }) => isCheckedSoon(start_time, Date.now())).map(({ id }) => id);
  useEffect(() => {
    if (!readsInView || (show !== 'ready' && show !== 'attention')) return;
    const stops = soon.map((id) => showForCheck(kind, id));
    return () => {
      for (const stop of stops) stop();
    };
  }, [show, soon.join()]);
  if (rows.length === 0) return null;
  const check = () => {
    requestUnknown(rows);
    if (readsInView) requestChecks(rows);
  };
  return (
    <p class="small muted unchecked">
      {strings.list.uncheckedCount(rows.length)}{' '}
      <button type="button" class="textual" onClick={check}>
        {strings.list.checkMore}
      </button>
    </p>
  );
}
