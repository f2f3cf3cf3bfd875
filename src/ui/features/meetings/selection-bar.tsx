import { useEffect, useRef } from 'preact/hooks';
import type { Kind, Meeting } from '../../api/types.ts';
import { Link } from '../../components/link.tsx';
import { MenuButton, type MenuItem } from '../../components/menu.tsx';
import { strings } from '../../i18n/index.ts';
import type { Selection } from '../../lib/selection.ts';
import { withMeetings } from '../../lib/selection-changes.ts';
import { announce } from '../../state/announce.ts';
import { savedDestinations } from '../../state/destination-names.ts';
import { loadOnRequest } from '../../state/load-on-request.ts';
import { selectionPath } from '../../state/route.ts';
import { selectedMeetings, selectMeetings } from '../../state/selected-meetings.ts';
import { checkboxToFocus } from './row-selection.tsx';

const messages = strings.list;

type SelectionBarProps = {
  kind: Kind;
  /** The rows that match the filter, rendered or not. */
  shown: Meeting[];
};

/** What can be done with the selected meetings. It sticks to the bottom of the screen. */
export function SelectionBar({ kind, shown }: SelectionBarProps) {
  const selection = selectedMeetings.value;
  if (selection === null || selection.kind !== kind) return null;
  return <Bar selection={selection} shown={shown} />;
}

function Bar({ selection, shown }: { selection: Selection; shown: Meeting[] }) {
  const { kind, meetings } = selection;
  const shownIds = new Set(shown.map(({ id }) => id));
  const hidden = meetings.filter(({ id }) => !shownIds.has(id)).length;
  const count = messages.selected(meetings.length);
  const sentence = hidden > 0 ? `${count} ${messages.hiddenSelected(hidden)}` : count;
  const isAll = meetings.length - hidden === shownIds.size;
  useEffect(() => announce(sentence), [sentence]);
  useEscape(clearSelection);
  return (
    <div class="selection-bar" role="toolbar" aria-label={messages.selectionBar}>
      <span class="selection-count">{sentence}</span>
      {!isAll && (
        <button
          type="button"
          class="quiet slim"
          onClick={() => selectMeetings(withMeetings(selection, kind, shown))}
        >
          {messages.selectAll}
        </button>
      )}
      <span class="selection-actions">
        <MenuButton class="slim" items={() => destinationItems(kind)}>
          {messages.setDestination}
          <span aria-hidden="true">&nbsp;▾</span>
        </MenuButton>
        <Link to={selectionPath(kind)} class="button slim">
          {messages.bulkEdit}
        </Link>
        <button type="button" class="slim" onClick={() => save(selection)}>
          {messages.exportCsv}
        </button>
        <button type="button" class="quiet slim" onClick={clearSelection}>
          {messages.clearSelection}
        </button>
      </span>
    </div>
  );
}

/** The code is loaded on request, because most visits export nothing. */
async function save(selection: Selection): Promise<void> {
  const code = await loadOnRequest(() => import('./export-selection.ts'));
  code?.exportSelection(selection);
}

function destinationItems(kind: Kind): MenuItem[] {
  const items = savedDestinations().map(({ id, name }) => ({ label: name, to: selectionPath(kind, id) }));
  return items.length > 0 ? items : [{ label: messages.addDestination, to: '/destinations' }];
}

/** The bar disappears, so the focus moves from it to a row. */
function clearSelection(): void {
  if (document.activeElement?.closest('.selection-bar')) checkboxToFocus()?.focus();
  selectMeetings(null);
}

/** Escape clears the selection, unless it closes a dialog or empties the search box. */
function useEscape(run: () => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const field =
        event.target instanceof HTMLInputElement && event.target.type === 'search' ? event.target.value : '';
      if (event.key !== 'Escape' || event.defaultPrevented || field || document.querySelector('dialog[open]'))
        return;
      latest.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
