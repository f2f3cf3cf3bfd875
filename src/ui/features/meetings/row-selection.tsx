import { useComputed } from '@preact/signals';
import { cachedMeeting } from '../../api/meeting-cache.ts';
import type { Kind, Meeting } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import type { SelectedMeeting } from '../../lib/selection.ts';
import { rangeOf, withMeetings, withoutMeetings } from '../../lib/selection-changes.ts';
import { isSelected, selectedMeetings, selectMeetings } from '../../state/selected-meetings.ts';

type RowProps = { kind: Kind; meeting: Meeting; row: string; topic: string };

/** The row that the user selected last, from which Shift selects a range. */
let anchor = '';

/**
 * Selects the meeting of a row. All rows of a series belong to one meeting, so they are selected
 * together. Shift selects the rows in between as well.
 */
export function RowCheckbox({ kind, meeting, row, topic }: RowProps) {
  const isChecked = useComputed(() => isSelected(kind, meeting.id)).value;
  return (
    <label class="row-check">
      <input
        type="checkbox"
        aria-label={strings.list.select(topic)}
        checked={isChecked}
        onClick={(event) => {
          toggle(kind, event.shiftKey && anchor ? rangeOf(renderedRows(), anchor, row) : [row], !isChecked);
          anchor = row;
        }}
      />
    </label>
  );
}

/** Selects or deselects the meeting of a row without the checkbox. */
export function toggleRow({ kind, row, meeting }: Omit<RowProps, 'topic'>): void {
  toggle(kind, [row], !isSelected(kind, meeting.id));
  anchor = row;
}

function toggle(kind: Kind, rows: readonly string[], isChosen: boolean): void {
  const meetings = rows.map((row) => meetingOf(kind, row));
  const current = selectedMeetings.peek();
  const ids = meetings.map(({ id }) => id);
  selectMeetings(isChosen ? withMeetings(current, kind, meetings) : withoutMeetings(current, ids));
}

function meetingOf(kind: Kind, row: string): SelectedMeeting {
  const [id = ''] = row.split(' ');
  return { id, topic: cachedMeeting(kind, id)?.topic ?? '' };
}

/** In the order on the page, where pinned rows come first. */
function renderedRows(): string[] {
  return [...document.querySelectorAll<HTMLElement>('main [data-row]')].map(
    ({ dataset }) => dataset.row ?? '',
  );
}

/** The checkbox of the row that was selected last; the first one if that row is not rendered. */
export function checkboxToFocus(): HTMLElement | null {
  const boxOf = (row: Element | undefined) => row?.querySelector<HTMLElement>('.row-check input') ?? null;
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  return boxOf(rows.find(({ dataset }) => dataset.row === anchor) ?? rows[0]);
}
