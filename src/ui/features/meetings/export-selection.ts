import { cachedMeeting, stateOf } from '../../api/meeting-cache.ts';
import { strings } from '../../i18n/index.ts';
import { locale } from '../../i18n/language.ts';
import { delimiterFor, toCsv } from '../../lib/csv.ts';
import { downloadText } from '../../lib/download-text.ts';
import type { Selection } from '../../lib/selection.ts';
import { exportedRows } from '../../lib/selection-csv.ts';
import { shownDestination } from '../../state/destination-names.ts';
import { loadedMeetings } from '../../state/meeting-list.ts';
import { readinessOf } from '../../state/row-readiness.ts';
import { readinessText } from './readiness-text.ts';

const messages = strings.list;

/** Saves the selected meetings as a CSV file with what the list knows about them. */
export function exportSelection({ kind, meetings }: Selection): void {
  // The next date of a series is listed first.
  const next = new Map(
    loadedMeetings(kind)
      .toReversed()
      .map((meeting) => [meeting.id, meeting]),
  );
  const rows = exportedRows(
    meetings.map(({ id, topic }) => {
      const { livestream } = stateOf(kind, id).peek();
      return {
        id,
        topic,
        startTime: (next.get(id) ?? cachedMeeting(kind, id))?.start_time ?? '',
        destination: livestream?.stream_url ? shownDestination(livestream).name : '',
        livestream,
        state: livestream ? readinessText(readinessOf(kind, id).peek()) : messages.notChecked,
      };
    }),
  );
  const day = new Date().toISOString().slice(0, 10);
  downloadText(`${kind}-${day}.csv`, toCsv(messages.columns, rows, delimiterFor(locale)), 'text/csv');
}
