import { useState } from 'preact/hooks';
import type { DestinationEditor, SavedDestination } from '../screens/use-destination-editor.ts';
import { strings } from '../strings.ts';
import { changedUnits, editedUnits, type Unit, units } from '../three-way.ts';
import { linesOf, withChoice } from './conflict.tsx';
import { type MergeRow, ThreeVersions } from './three-versions.tsx';

const words = strings.destinations;
const common = strings.conflict;

type ConflictProps = { editor: DestinationEditor; theirs: SavedDestination };

/** What the user edited beside what is saved now. Saving overwrites only what the user edited. */
export function DestinationConflict({ editor, theirs }: ConflictProps) {
  const [chosen, setChosen] = useState<readonly Unit[]>([]);
  const own = editedUnits(editor.values, editor.filled);
  const theirUnits = chosen.filter((unit) => own.includes(unit));
  const rows = rowsOf(editor, theirs, own);
  const isOverlapping = rows.some(
    ({ mine, theirs, before }) => mine && theirs.join('\n') !== before.join('\n'),
  );
  const saveLabel = theirUnits.length > 0 ? common.saveCombination : common.saveMine;
  return (
    <ThreeVersions
      id="conflict-title"
      title={words.conflictTitle}
      body={isOverlapping ? common.body : common.bodyApart}
      theirsHead={words.inStore}
      rows={rows}
      theirUnits={theirUnits}
      onChoose={(unit, choice) => setChosen(withChoice(chosen, unit, choice))}
      heir="save"
      onShown={(heading) => heading?.focus()}
      shownFor={[theirs.etag]}
    >
      <button
        type="button"
        class="primary"
        aria-disabled={editor.saving}
        onClick={() => editor.save(theirs, theirUnits)}
      >
        {editor.saving ? words.saving : saveLabel}
      </button>
      <button type="button" onClick={editor.takeTheirs}>
        {words.keepSaved}
      </button>
    </ThreeVersions>
  );
}

function rowsOf(
  { base, values }: DestinationEditor,
  theirs: SavedDestination,
  own: readonly Unit[],
): MergeRow[] {
  const before = base?.destination ?? theirs.destination;
  const changed = changedUnits(before, theirs.destination);
  return units
    .filter((unit) => own.includes(unit) || changed.includes(unit))
    .map((unit) => ({
      unit,
      name: common.units[unit],
      before: linesOf(unit, before),
      theirs: linesOf(unit, theirs.destination),
      mine: own.includes(unit) ? mineOf(unit, values, before.stream_key_hint) : null,
    }));
}

function mineOf(unit: Unit, values: DestinationEditor['values'], hint: string): string[] {
  if (unit !== 'stream') return [values[unit].trim() || common.none];
  const key = values.stream_key.trim() ? common.newKey : common.currentKey(hint);
  return [values.stream_url.trim(), key];
}
