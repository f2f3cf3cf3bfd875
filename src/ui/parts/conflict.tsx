import { announce } from '../announce.ts';
import type { Livestream } from '../api.ts';
import { type Field, type FormState, fields, type Tagged } from '../livestream-form.ts';
import type { LivestreamHandle } from '../screens/use-livestream.ts';
import { strings } from '../strings.ts';
import { TwoVersions } from './two-versions.tsx';

const words = strings.conflict;

type ConflictProps = { form: FormState; theirs: Tagged; livestream: LivestreamHandle };

/** What was typed beside what Zoom has now; which one stays is for the host to say. */
export function Conflict({ form, theirs, livestream }: ConflictProps) {
  // Who types is told, and goes on typing; who tried to save is led to the question that came instead.
  const lead = (heading: HTMLHeadingElement | null) => {
    if (form.theirsAnswers) heading?.focus();
    else if (!form.saving) announce(`${words.title}. ${words.body}`);
  };

  const takeTheirs = () => {
    livestream.dispatch({ type: 'theirs taken' });
    announce(words.tookTheirs);
  };

  const rows = fields.map((field) => {
    const mine = mineOf(field, form);
    const other = theirsOf(field, theirs.livestream);
    const differs = mine !== other && mine !== words.keptKey;
    return { name: strings.form[field], mine, theirs: other, differs };
  });
  return (
    <TwoVersions
      id="conflict-title"
      title={words.title}
      body={words.body}
      heads={{ field: words.field, mine: words.mine, theirs: words.theirs }}
      rows={rows}
      heir="save"
      onShown={lead}
      shownFor={[theirs.etag, form.theirsAnswers]}
    >
      <button type="button" class="primary" onClick={takeTheirs}>
        {words.takeTheirs}
      </button>
      <button type="button" aria-disabled={form.saving} onClick={() => livestream.save(theirs)}>
        {form.saving ? strings.form.saving : words.saveMine}
      </button>
    </TwoVersions>
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
