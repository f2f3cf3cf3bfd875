import type { BulkRow } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { readableId } from '../../lib/meeting-id.ts';
import { momentOf } from '../../lib/times.ts';
import { visibleTopic } from '../../lib/topic.ts';
import { now, times } from '../../state/clock.ts';
import { type BulkField, type Difference, differencesOf, isFinal, KEY_WITHOUT_HINT } from './bulk-form.ts';

const messages = strings.bulk;

type RowsProps = {
  rows: readonly BulkRow[];
  wordOf: (row: BulkRow) => string;
  /** A CSS class for the row; `done` and `failed` have a style. */
  statusClassOf: (row: BulkRow) => string;
  label: string;
};

/** Row by row: meeting and date, status with warnings, and what differs. */
export function BulkRows({ rows, wordOf, statusClassOf, label }: RowsProps) {
  return (
    <table class="ledger" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{messages.item}</th>
          <th scope="col">{messages.state}</th>
          <th scope="col">{messages.difference}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.meeting_id} class={`is-${statusClassOf(row)}`}>
            <th scope="row">
              <Name row={row} />
            </th>
            <td data-label={messages.state}>
              <span class="state">{wordOf(row)}</span>
              {row.problem && <span class="reason small">{strings.server.problem(row.problem)}</span>}
              <Warnings row={row} />
            </td>
            <td data-label={messages.difference}>
              <Differences differences={differencesOf(row.before, row.after)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Name({ row }: { row: BulkRow }) {
  const id = readableId(row.meeting_id);
  const topic = visibleTopic(row.topic);
  const start = momentOf(row.start_time ?? undefined);
  const { dayName, timeOfDay } = times.value;
  return (
    <>
      {topic || messages.untitled(id)}
      {start && (
        <span class="small muted block">
          {dayName(start, now.peek())}, {timeOfDay(start)}
        </span>
      )}
      {topic && <span class="small muted mono block">{id}</span>}
    </>
  );
}

function Warnings({ row }: { row: BulkRow }) {
  return (
    <>
      {row.warnings.map((warning) => (
        <span key={warning.code} class="reason caution small">
          <strong>{messages.warning}:</strong> {strings.server.warning(warning)}
        </span>
      ))}
      {isFinal(row) && <span class="reason small">{messages.final}</span>}
    </>
  );
}

function Differences({ differences }: { differences: Difference[] }) {
  return (
    <dl class="differences small">
      {differences.map((each) => (
        <div key={each.field}>
          <dt>{strings.form[each.field]}</dt>
          <dd>
            <del>
              <span class="unseen">{messages.before}: </span>
              {shown(each.field, each.before)}
            </del>
            <ins>
              <span class="unseen">{messages.after}: </span>
              {shown(each.field, each.after)}
            </ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A key is shown by its last characters; one that is too short for that, as “a key”. */
function shown(field: BulkField, value: string): string {
  if (value === '') return messages.none;
  if (field !== 'stream_key') return value;
  return messages.key(value === KEY_WITHOUT_HINT ? '' : value);
}
