import type { ComponentChildren } from 'preact';
import type { Kind, Meeting } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { destinationName } from '../../../lib/destination.ts';
import { readableId } from '../../../lib/meeting-id.ts';
import { momentOf } from '../../../lib/times.ts';
import { visibleTopic } from '../../../lib/topic.ts';
import { now, times } from '../../../state/clock.ts';
import type { CheckedRow } from './check-rows.ts';

const messages = strings.bulkTable;

type TableRowProps = {
  row: CheckedRow;
  kind: Kind;
  /** What the server rejected; else empty. */
  rejection: string;
  isEditing: boolean;
  onPick: (meeting: Meeting) => void;
  onEdit: () => void;
  onRemove: () => void;
  /** The editor. */
  children: ComponentChildren;
};

/** One row: its meeting, its settings, and what is wrong with it. */
export function TableRow(props: TableRowProps) {
  const { row, kind, rejection, isEditing, onEdit, onRemove, children } = props;
  const isRowWrong = row.problems.length > 0 || rejection !== '';
  return (
    <>
      <tr class={isRowWrong ? 'is-failed' : 'is-ready'}>
        <th scope="row">
          <span class="small muted block">
            {messages.line} {row.line}
          </span>
          <RowName row={row} kind={kind} />
        </th>
        <td data-label={messages.settings}>
          <RowSettings row={row} />
        </td>
        <td data-label={messages.check}>
          {!isRowWrong && <span class="state">{messages.ready}</span>}
          {row.problems.map((problem) => (
            <span key={problem} class="reason wrong">
              {problem === 'duplicate' && row.sameAs !== null
                ? messages.sameAs(row.sameAs)
                : messages.problems[problem]}
            </span>
          ))}
          {rejection && <span class="reason wrong">{rejection}</span>}
          {row.hints.map((hint) => (
            <span key={hint} class="reason caution small">
              {messages.hints[hint]}
            </span>
          ))}
          {row.candidates.length > 0 && <Picker {...props} />}
          <span class="row-actions">
            <button
              id={`edit-${row.line}`}
              type="button"
              class="quiet"
              aria-label={messages.editRow(row.line)}
              aria-expanded={isEditing}
              onClick={onEdit}
            >
              {messages.edit}
            </button>
            <button type="button" class="quiet" aria-label={messages.removeRow(row.line)} onClick={onRemove}>
              {messages.remove}
            </button>
          </span>
        </td>
      </tr>
      {isEditing && (
        <tr class="row-editor">
          <td colSpan={3}>{children}</td>
        </tr>
      )}
    </>
  );
}

function RowName({ row, kind }: { row: CheckedRow; kind: Kind }) {
  const { meeting, meetingId, title, id } = row;
  const name = meeting ? visibleTopic(meeting.topic) || strings.list.untitled[kind] : title || id || '–';
  return (
    <>
      {name}
      {meeting && <span class="small muted block">{whenOf(meeting)}</span>}
      {meetingId && <span class="small muted mono block">{readableId(meetingId)}</span>}
    </>
  );
}

function whenOf(meeting: Meeting): string {
  const start = momentOf(meeting.start_time);
  const { dayName, timeOfDay } = times.value;
  return start ? `${dayName(start, now.peek())}, ${timeOfDay(start)}` : strings.list.noTime;
}

function RowSettings({ row }: { row: CheckedRow }) {
  const { saved, destination, stream_url: url, stream_key: key, page_url: page, resolution } = row;
  if (saved) return <strong>{saved.name}</strong>;
  const lines = [
    destination,
    url && destinationName(url),
    url,
    key && `${messages.fields.stream_key}: ${maskedKey(key)}`,
    page,
    resolution,
  ];
  return (
    <>
      {lines.filter(Boolean).map((line, index) => (
        <span key={line} class={index === 0 ? 'block' : 'small muted block'}>
          {line}
        </span>
      ))}
    </>
  );
}

const MIN_LENGTH_FOR_HINT = 12;

/** The last characters of a key, as for saved keys; none of a short key. */
function maskedKey(key: string): string {
  return `••••${key.length < MIN_LENGTH_FOR_HINT ? '' : ` ${key.slice(-4)}`}`;
}

/** The choice between meetings with the same title, or the same shortened ID. */
function Picker({ row, kind, onPick }: TableRowProps) {
  return (
    <select
      value=""
      aria-label={`${messages.pick} (${messages.line} ${row.line})`}
      onChange={(event) => {
        const picked = row.candidates.find(({ id }) => id === event.currentTarget.value);
        if (picked) onPick(picked);
      }}
    >
      <option value="">{messages.pick}</option>
      {row.candidates.map((meeting) => (
        <option key={meeting.id} value={meeting.id}>
          {visibleTopic(meeting.topic) || strings.list.untitled[kind]} · {whenOf(meeting)} ·{' '}
          {readableId(meeting.id)}
        </option>
      ))}
    </select>
  );
}
