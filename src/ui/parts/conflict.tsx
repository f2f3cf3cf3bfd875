import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Livestream } from '../api.ts';
import { type Field, type FormState, fields, type Tagged } from '../livestream-form.ts';
import type { LivestreamHandle } from '../screens/use-livestream.ts';
import { strings } from '../strings.ts';
import { useHandOver, withId } from './focus.ts';

const words = strings.conflict;

type ConflictProps = { form: FormState; theirs: Tagged; livestream: LivestreamHandle };

/** Two versions beside each other; which one stays is for the host to say. */
export function Conflict({ form, theirs, livestream }: ConflictProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const section = useRef<HTMLElement>(null);
  useHandOver(section, withId('save'));
  // Who types is told, and goes on typing; who tried to save is led to the question that came instead.
  useEffect(() => {
    if (form.theirsAnswers) heading.current?.focus();
    else if (!form.saving) announce(`${words.title}. ${words.body}`);
  }, [theirs.etag, form.theirsAnswers]);

  const takeTheirs = () => {
    livestream.dispatch({ type: 'theirs taken' });
    announce(words.tookTheirs);
  };

  return (
    <section class="conflict" aria-labelledby="conflict-title" ref={section}>
      <h3 id="conflict-title" ref={heading} tabIndex={-1}>
        {words.title}
      </h3>
      <p>{words.body}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.field}</th>
            <th scope="col">{words.mine}</th>
            <th scope="col">{words.theirs}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <Row key={field} field={field} form={form} theirs={theirs.livestream} />
          ))}
        </tbody>
      </table>
      <p class="actions">
        <button type="button" class="primary" onClick={takeTheirs}>
          {words.takeTheirs}
        </button>
        <button type="button" aria-disabled={form.saving} onClick={() => livestream.save(theirs)}>
          {form.saving ? strings.form.saving : words.saveMine}
        </button>
      </p>
    </section>
  );
}

function Row({ field, form, theirs }: { field: Field; form: FormState; theirs: Livestream }) {
  const mine = mineOf(field, form);
  const other = theirsOf(field, theirs);
  const differs = mine !== other && mine !== words.keptKey;
  return (
    <tr class={differs ? 'differs' : undefined}>
      <th scope="row">
        {strings.form[field]}
        {differs && <span class="tag">{words.different}</span>}
      </th>
      <td data-label={words.mine}>{mine}</td>
      <td data-label={words.theirs}>{other}</td>
    </tr>
  );
}

/** A destination that brings no page or resolution leaves the one that is there. */
function mineOf(field: Field, { values, destination }: FormState): string {
  if (destination && (field === 'stream_key' || destination[field])) return theirsOf(field, destination);
  if (destination) return words.keptKey;
  const value = values[field].trim();
  if (field === 'stream_key') return value ? words.newKey : words.keptKey;
  return value || words.none;
}

type Version = Pick<Livestream, Exclude<Field, 'stream_key'> | 'stream_key_hint' | 'stream_key_fingerprint'>;

function theirsOf(field: Field, theirs: Version): string {
  if (field !== 'stream_key') return theirs[field] || words.none;
  if (!theirs.stream_key_fingerprint) return words.none;
  return theirs.stream_key_hint ? words.keyEndsIn(theirs.stream_key_hint) : words.keySet;
}
