import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { strings } from '../strings.ts';
import type { Unit } from '../three-way.ts';
import { useHandOver, withId } from './focus.ts';

const words = strings.conflict;

/** One unit in three versions, each as lines of text; `mine` is null if the user did not edit it. */
export type MergeRow = {
  unit: Unit;
  name: string;
  before: string[];
  theirs: string[];
  mine: string[] | null;
};

type ThreeVersionsProps = {
  /** Of the heading, on the page. */
  id: string;
  title: string;
  body: string;
  /** What the columns with the saved and the current version are called. */
  theirsHead: string;
  rows: MergeRow[];
  /** The units for which the user prefers the other version; null if they cannot choose one by one. */
  theirUnits: readonly Unit[] | null;
  onChoose: (unit: Unit, choice: 'mine' | 'theirs') => void;
  /** The id of the element that gets the focus when the conflict is resolved. */
  heir: string;
  /** Called when it appears, and again for a newer version: the heading may want the focus. */
  onShown: (heading: HTMLHeadingElement | null) => void;
  shownFor: unknown[];
  /** The buttons that resolve it. */
  children: ComponentChildren;
};

/** What the settings were, what they are now and what the user edited, unit by unit. */
export function ThreeVersions(props: ThreeVersionsProps) {
  const { id, title, body, theirsHead, rows, heir, onShown, shownFor, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const section = useRef<HTMLElement>(null);
  useHandOver(section, withId(heir));
  useEffect(() => onShown(heading.current), shownFor);
  return (
    <section class="conflict" aria-labelledby={id} ref={section}>
      <h3 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h3>
      <p>{body}</p>
      <table class="versions">
        <thead>
          <tr>
            <th scope="col">{words.field}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{theirsHead}</th>
            <th scope="col">{words.mine}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.unit} row={row} {...props} />
          ))}
        </tbody>
      </table>
      <p class="actions">{children}</p>
    </section>
  );
}

type RowProps = Pick<ThreeVersionsProps, 'id' | 'theirsHead' | 'theirUnits' | 'onChoose'> & { row: MergeRow };

function Row({ row, id, theirsHead, theirUnits, onChoose }: RowProps) {
  const { unit, name, before, theirs, mine } = row;
  const isTheirs = theirUnits?.includes(unit) ?? false;
  const choice = (which: 'mine' | 'theirs', lines: string[], label: string) =>
    theirUnits === null ? (
      <Lines lines={lines} />
    ) : (
      <label class="tick">
        <input
          type="radio"
          name={`${id}-${unit}`}
          checked={isTheirs === (which === 'theirs')}
          onChange={() => onChoose(unit, which)}
        />
        <span class="unseen">{label}: </span>
        <Lines lines={lines} />
      </label>
    );
  return (
    <tr>
      <th scope="row">{name}</th>
      <td data-label={words.before}>
        <Lines lines={before} />
      </td>
      <td data-label={theirsHead} class={mine === null ? 'kept' : undefined}>
        {mine === null ? <Lines lines={theirs} /> : choice('theirs', theirs, theirsHead)}
      </td>
      <td data-label={words.mine} class={mine !== null && !isTheirs ? 'kept' : undefined}>
        {mine === null ? <span class="muted">{words.notEdited}</span> : choice('mine', mine, words.mine)}
      </td>
    </tr>
  );
}

function Lines({ lines }: { lines: string[] }) {
  return (
    <span class="lines">
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </span>
  );
}
