import { useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Livestream } from '../api.ts';
import { type FormState, overlapOf, ownUnits, type Tagged } from '../livestream-form.ts';
import type { LivestreamHandle } from '../screens/use-livestream.ts';
import { strings } from '../strings.ts';
import { changedUnits, type Unit, units } from '../three-way.ts';
import { type MergeRow, ThreeVersions } from './three-versions.tsx';

const words = strings.conflict;

type ConflictProps = { form: FormState; theirs: Tagged; livestream: LivestreamHandle };

/** What the user edited beside what Zoom has now. Saving overwrites only what the user edited. */
export function Conflict({ form, theirs, livestream }: ConflictProps) {
  const [chosen, setChosen] = useState<readonly Unit[]>([]);
  const own = ownUnits(form);
  const theirUnits = chosen.filter((unit) => own.includes(unit));
  const isOverlapping = overlapOf(form, theirs.livestream).length > 0;
  const body = isOverlapping ? words.body : words.bodyApart;

  // The user who typed is informed and goes on typing; the user who tried to save is led here.
  const lead = (heading: HTMLHeadingElement | null) => {
    if (form.theirsAnswers) heading?.focus();
    else if (!form.saving) announce(`${words.title}. ${body}`);
  };

  const keepTheirs = () => {
    livestream.dispatch({ type: 'theirs taken' });
    announce(words.tookTheirs);
  };

  return (
    <ThreeVersions
      id="conflict-title"
      title={words.title}
      body={body}
      theirsHead={words.theirs}
      rows={rowsOf(form, theirs.livestream, own)}
      theirUnits={form.destination ? null : theirUnits}
      onChoose={(unit, choice) => setChosen(withChoice(chosen, unit, choice))}
      heir="save"
      onShown={lead}
      shownFor={[theirs.etag, form.theirsAnswers]}
    >
      <button
        type="button"
        class="primary"
        aria-disabled={form.saving}
        onClick={() => livestream.save(theirs, { theirUnits })}
      >
        {saveLabel(form, theirUnits)}
      </button>
      <button type="button" onClick={keepTheirs}>
        {words.keepTheirs}
      </button>
    </ThreeVersions>
  );
}

/** The units for which the other version is preferred, after one more choice. */
export function withChoice(chosen: readonly Unit[], unit: Unit, choice: 'mine' | 'theirs'): readonly Unit[] {
  const others = chosen.filter((each) => each !== unit);
  return choice === 'theirs' ? [...others, unit] : others;
}

function saveLabel({ saving }: FormState, theirUnits: readonly Unit[]): string {
  if (saving) return strings.form.saving;
  return theirUnits.length > 0 ? words.saveCombination : words.saveMine;
}

function rowsOf(form: FormState, theirs: Livestream, own: readonly Unit[]): MergeRow[] {
  const before = form.base.livestream;
  const changed = changedUnits(before, theirs);
  return units
    .filter((unit) => own.includes(unit) || changed.includes(unit))
    .map((unit) => ({
      unit,
      name: words.units[unit],
      before: linesOf(unit, before),
      theirs: linesOf(unit, theirs),
      mine: own.includes(unit) ? mineOf(unit, form) : null,
    }));
}

function mineOf(unit: Unit, { values, destination, base }: FormState): string[] {
  if (destination) return linesOf(unit, destination);
  if (unit === 'name') return [];
  if (unit !== 'stream') return [values[unit].trim() || words.none];
  const key = values.stream_key.trim() ? words.newKey : words.currentKey(base.livestream.stream_key_hint);
  return [values.stream_url.trim(), key];
}

type Version = Pick<Livestream, 'stream_url' | 'stream_key_hint' | 'stream_key_fingerprint' | 'page_url'> & {
  name?: string;
  resolution: string | null;
};

/** A saved version of a unit, the key by its last characters. */
export function linesOf(unit: Unit, version: Version): string[] {
  if (unit !== 'stream') return [version[unit] || words.none];
  if (!version.stream_url && !version.stream_key_fingerprint) return [words.none];
  const { stream_url, stream_key_fingerprint, stream_key_hint } = version;
  return [stream_url || words.none, stream_key_fingerprint ? words.key(stream_key_hint) : words.none];
}
