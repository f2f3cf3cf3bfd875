import type { BulkRow } from '../api.ts';
import { type BulkField, type Difference, differencesOf } from '../bulk-form.ts';
import { readableId } from '../meeting-id.ts';
import { strings } from '../strings.ts';

const words = strings.bulk;

type RowsProps = {
  rows: readonly BulkRow[];
  wordOf: (row: BulkRow) => string;
  /** Sets a row apart by its looks: `done` and `failed` have some. */
  lookOf: (row: BulkRow) => string;
  label: string;
};

/** Row by row: which one, how it stands, and what differs. */
export function BulkRows({ rows, wordOf, lookOf, label }: RowsProps) {
  return (
    <table class="ledger" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{words.item}</th>
          <th scope="col">{words.state}</th>
          <th scope="col">{words.difference}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.meeting_id} class={`is-${lookOf(row)}`}>
            <th scope="row">
              <Name row={row} />
            </th>
            <td data-label={words.state}>
              <span class="state">{wordOf(row)}</span>
              {row.problem && <span class="reason small">{strings.server.problem(row.problem)}</span>}
            </td>
            <td data-label={words.difference}>
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
  return (
    <>
      {row.topic || words.untitled(id)}
      {row.topic && <span class="small muted mono block">{id}</span>}
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
              <span class="unseen">{words.before}: </span>
              {shown(each.field, each.before)}
            </del>
            <ins>
              <span class="unseen">{words.after}: </span>
              {shown(each.field, each.after)}
            </ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A key is known by its last characters, and where it has none of those to show, only that there is one. */
function shown(field: BulkField, value: string): string {
  return field === 'stream_key' ? words.key(value) : value || words.none;
}
