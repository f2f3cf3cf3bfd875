import { useEffect, useRef } from 'preact/hooks';
import type { Destination } from '../api.ts';
import { type DestinationField, type DestinationValues, destinationFields } from '../destination-form.ts';
import type { DestinationEditor, SavedDestination } from '../screens/use-destination-editor.ts';
import { strings } from '../strings.ts';
import { useHandOver, withId } from './focus.ts';

const words = strings.destinations;
const common = strings.conflict;

/** What was typed here beside what is saved now; which one stays is for the host to say. */
export function DestinationConflict({
  editor,
  theirs,
}: {
  editor: DestinationEditor;
  theirs: SavedDestination;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const section = useRef<HTMLElement>(null);
  useHandOver(section, withId('save'));
  useEffect(() => heading.current?.focus(), [theirs.etag]);
  return (
    <section class="conflict" aria-labelledby="conflict-title" ref={section}>
      <h3 id="conflict-title" ref={heading} tabIndex={-1}>
        {words.conflictTitle}
      </h3>
      <p>{words.conflictBody}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{common.field}</th>
            <th scope="col">{common.mine}</th>
            <th scope="col">{words.inStore}</th>
          </tr>
        </thead>
        <tbody>
          {destinationFields.map((field) => (
            <Row key={field} field={field} values={editor.values} theirs={theirs.destination} />
          ))}
        </tbody>
      </table>
      <p class="actions">
        <button type="button" class="primary" onClick={editor.takeTheirs}>
          {common.takeTheirs}
        </button>
        <button type="button" aria-disabled={editor.saving} onClick={() => editor.save(theirs)}>
          {editor.saving ? words.saving : common.saveMine}
        </button>
      </p>
    </section>
  );
}

type RowProps = { field: DestinationField; values: DestinationValues; theirs: Destination };

function Row({ field, values, theirs }: RowProps) {
  const mine = mineOf(field, values);
  const other = theirsOf(field, theirs);
  const differs = mine !== other && mine !== common.keptKey;
  return (
    <tr class={differs ? 'differs' : undefined}>
      <th scope="row">
        {field === 'name' ? words.name : strings.form[field]}
        {differs && <span class="tag">{common.different}</span>}
      </th>
      <td data-label={common.mine}>{mine}</td>
      <td data-label={words.inStore}>{other}</td>
    </tr>
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
