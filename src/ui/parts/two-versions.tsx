import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useHandOver, withId } from './focus.ts';

/** A field in both versions; where they differ that is marked, unless all rows do. */
export type VersionRow = { name: string; mine: string; theirs: string; differs: boolean };

type TwoVersionsProps = {
  /** Of the heading, on the page. */
  id: string;
  title: string;
  body: string;
  /** What the columns are called: the field, the one version, the other. */
  heads: { field: string; mine: string; theirs: string };
  rows: VersionRow[];
  /** The id of what has the focus once this is settled. */
  heir: string;
  /** Told when it comes, and again when the other version (by its tag) is a newer one: the heading may want the focus. */
  onShown: (heading: HTMLHeadingElement | null) => void;
  shownFor: unknown[];
  /** The buttons that settle it. */
  children: ComponentChildren;
};

/** Two versions beside each other; which one stays is for the host to say. */
export function TwoVersions(props: TwoVersionsProps) {
  const { id, title, body, heads, rows, heir, onShown, shownFor, children } = props;
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
      <table>
        <thead>
          <tr>
            <th scope="col">{heads.field}</th>
            <th scope="col">{heads.mine}</th>
            <th scope="col">{heads.theirs}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, mine, theirs, differs }) => (
            <tr key={name} class={differs ? 'differs' : undefined}>
              <th scope="row">{name}</th>
              <td data-label={heads.mine}>{mine}</td>
              <td data-label={heads.theirs}>{theirs}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="actions">{children}</p>
    </section>
  );
}
