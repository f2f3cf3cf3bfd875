import type { Destination } from '../api.ts';
import { type DestinationField, type DestinationValues, destinationFields } from '../destination-form.ts';
import type { DestinationEditor, SavedDestination } from '../screens/use-destination-editor.ts';
import { strings } from '../strings.ts';
import { TwoVersions } from './two-versions.tsx';

const words = strings.destinations;
const common = strings.conflict;

type ConflictProps = { editor: DestinationEditor; theirs: SavedDestination };

/** What was typed here beside what is saved now; which one stays is for the host to say. */
export function DestinationConflict({ editor, theirs }: ConflictProps) {
  const rows = destinationFields.map((field) => {
    const mine = mineOf(field, editor.values);
    const other = theirsOf(field, theirs.destination);
    const name = field === 'name' ? words.name : strings.form[field];
    return { name, mine, theirs: other, differs: mine !== other && mine !== common.keptKey };
  });
  return (
    <TwoVersions
      id="conflict-title"
      title={words.conflictTitle}
      body={words.conflictBody}
      heads={{ field: common.field, mine: common.mine, theirs: words.inStore }}
      rows={rows}
      heir="save"
      onShown={(heading) => heading?.focus()}
      shownFor={[theirs.etag]}
    >
      <button type="button" class="primary" onClick={editor.takeTheirs}>
        {common.takeTheirs}
      </button>
      <button type="button" aria-disabled={editor.saving} onClick={() => editor.save(theirs)}>
        {editor.saving ? words.saving : common.saveMine}
      </button>
    </TwoVersions>
  );
}

function mineOf(field: DestinationField, values: DestinationValues): string {
  const value = values[field].trim();
  if (field === 'stream_key') return value ? common.newKey : common.keptKey;
  return value || common.none;
}

function theirsOf(field: DestinationField, theirs: Destination): string {
  if (field === 'stream_key') {
    return theirs.stream_key_hint ? common.keyEndsIn(theirs.stream_key_hint) : common.keySet;
  }
  return theirs[field] || common.none;
}
