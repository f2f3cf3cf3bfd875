import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { strings } from '../i18n/index.ts';
import type { Unit } from '../lib/three-way.ts';
import { useRestoreFocus, withId } from './focus.ts';

const messages = strings.conflict;

/** One unit in three versions, as lines of text; `mine` is null if the user did not edit it. */
export type MergeRow = {
  unit: Unit;
  name: string;
  before: string[];
  remote: string[];
  mine: string[] | null;
};

type ThreeVersionsProps = {
  /** The id of the heading. */
  id: string;
  title: string;
  body: string;
  /** The heading of the column with the current version. */
  remoteHead: string;
  rows: MergeRow[];
  /** The units for which the user prefers the other version; null to offer no choice. */
  remoteUnits: readonly Unit[] | null;
  onChoose: (unit: Unit, choice: 'mine' | 'theirs') => void;
  /** The id of the element that gets the focus when the conflict is resolved. */
  fallbackTarget: string;
  /**
   * Called when the conflict appears and for each newer version: the heading may need the focus.
   */
  onShown: (heading: HTMLHeadingElement | null) => void;
  shownFor: unknown[];
  /** The buttons that resolve it. */
  children: ComponentChildren;
};

/** What the settings were, what they are now and what the user edited, unit by unit. */
export function ThreeVersions(props: ThreeVersionsProps) {
  const { id, title, body, remoteHead, rows, fallbackTarget, onShown, shownFor, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const section = useRef<HTMLElement>(null);
  useRestoreFocus(section, withId(fallbackTarget));
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
            <th scope="col">{messages.field}</th>
            <th scope="col">{messages.before}</th>
            <th scope="col">{remoteHead}</th>
            <th scope="col">{messages.mine}</th>
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

type RowProps = Pick<ThreeVersionsProps, 'id' | 'remoteHead' | 'remoteUnits' | 'onChoose'> & {
  row: MergeRow;
};

function Row({ row, id, remoteHead, remoteUnits, onChoose }: RowProps) {
  const { unit, name, before, remote, mine } = row;
  const isRemote = remoteUnits?.includes(unit) ?? false;
  const choice = (which: 'mine' | 'theirs', lines: string[], label: string) =>
    remoteUnits === null ? (
      <Lines lines={lines} />
    ) : (
      <label class="tick">
        <input
          type="radio"
          name={`${id}-${unit}`}
          checked={isRemote === (which === 'theirs')}
          onChange={() => onChoose(unit, which)}
        />
        <span class="unseen">{label}: </span>
        <Lines lines={lines} />
      </label>
    );
  return (
    <tr>
      <th scope="row">{name}</th>
      <td data-label={messages.before}>
        <Lines lines={before} />
      </td>
      <td data-label={remoteHead} class={mine === null ? 'kept' : undefined}>
        {mine === null ? <Lines lines={remote} /> : choice('theirs', remote, remoteHead)}
      </td>
      <td data-label={messages.mine} class={mine !== null && !isRemote ? 'kept' : undefined}>
        {mine === null ? (
          <span class="muted">{messages.notEdited}</span>
        ) : (
          choice('mine', mine, messages.mine)
        )}
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
