import { useState } from 'preact/hooks';
import type { Tagged } from '../../api/client.ts';
import type { Destination } from '../../api/types.ts';
import { RequestButton } from '../../components/request-button.tsx';
import { type MergeRow, ThreeVersions } from '../../components/three-versions.tsx';
import { linesOf, withChoice } from '../../components/version-lines.ts';
import { strings } from '../../i18n/index.ts';
import { changedUnits, editedUnits, type Unit, units } from '../../lib/three-way.ts';
import type { DestinationEditor } from './use-destination-editor.ts';

const messages = strings.destinations;
const common = strings.conflict;

type ConflictProps = { editor: DestinationEditor; remote: Tagged<Destination> };

/** The user's edits beside the saved version. Saving overwrites only what the user edited. */
export function DestinationConflict({ editor, remote }: ConflictProps) {
  const [chosen, setChosen] = useState<readonly Unit[]>([]);
  const own = editedUnits(editor.values, editor.filled);
  const remoteUnits = chosen.filter((unit) => own.includes(unit));
  const rows = rowsOf(editor, remote, own);
  const isOverlapping = rows.some(
    ({ mine, remote, before }) => mine && remote.join('\n') !== before.join('\n'),
  );
  const saveLabel = remoteUnits.length > 0 ? common.saveCombination : common.saveMine;
  return (
    <ThreeVersions
      id="conflict-title"
      title={messages.conflictTitle}
      body={isOverlapping ? common.body : common.bodyNoOverlap}
      remoteHead={messages.inStore}
      rows={rows}
      remoteUnits={remoteUnits}
      onChoose={(unit, choice) => setChosen(withChoice(chosen, unit, choice))}
      fallbackTarget="save"
      onShown={(heading) => heading?.focus()}
      shownFor={[remote.etag]}
    >
      <RequestButton
        class="primary"
        isBusy={editor.submitting}
        busyLabel={messages.saving}
        onClick={() => editor.save(remote, remoteUnits)}
      >
        {saveLabel}
      </RequestButton>
      <button type="button" onClick={editor.acceptRemote}>
        {messages.keepSaved}
      </button>
    </ThreeVersions>
  );
}

function rowsOf(
  { base, values }: DestinationEditor,
  remote: Tagged<Destination>,
  own: readonly Unit[],
): MergeRow[] {
  const before = base?.value ?? remote.value;
  const changed = changedUnits(before, remote.value);
  return units
    .filter((unit) => own.includes(unit) || changed.includes(unit))
    .map((unit) => ({
      unit,
      name: common.units[unit],
      before: linesOf(unit, before),
      remote: linesOf(unit, remote.value),
      mine: own.includes(unit) ? mineOf(unit, values, before.stream_key_hint) : null,
    }));
}

function mineOf(unit: Unit, values: DestinationEditor['values'], hint: string): string[] {
  if (unit !== 'stream') return [values[unit].trim() || common.none];
  const key = values.stream_key.trim() ? common.newKey : common.currentKey(hint);
  return [values.stream_url.trim(), key];
}
