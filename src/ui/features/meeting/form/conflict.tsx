import { useState } from 'preact/hooks';
import type { Tagged } from '../../../api/client.ts';
import type { Livestream } from '../../../api/types.ts';
import { RequestButton } from '../../../components/request-button.tsx';
import { type MergeRow, ThreeVersions } from '../../../components/three-versions.tsx';
import { linesOf, withChoice } from '../../../components/version-lines.ts';
import { strings } from '../../../i18n/index.ts';
import { overlapOf } from '../../../lib/form-state.ts';
import { changedUnits, ownUnits, type Unit, units } from '../../../lib/three-way.ts';
import { announce } from '../../../state/announce.ts';
import { CHANGE_BUTTON } from '../settings/use-open-form.ts';
import type { LivestreamFormState } from './livestream-values.ts';
import type { LivestreamHandle } from './use-livestream.ts';

const messages = strings.conflict;

type ConflictProps = {
  form: LivestreamFormState;
  remote: Tagged<Livestream>;
  livestream: LivestreamHandle;
  onClose: () => void;
};

/** The user's edits beside Zoom's current settings. Saving overwrites only what the user edited. */
export function Conflict({ form, remote, livestream, onClose }: ConflictProps) {
  const [chosen, setChosen] = useState<readonly Unit[]>([]);
  const own = ownUnits(form.values, form.filled);
  const remoteUnits = chosen.filter((unit) => own.includes(unit));
  const isOverlapping = overlapOf(form, remote.value).length > 0;
  const body = isOverlapping ? messages.body : messages.bodyNoOverlap;

  // A user who was typing gets an announcement and can continue; a user who tried to save gets the
  // focus here.
  const lead = (heading: HTMLHeadingElement | null) => {
    if (form.remoteIsSaveConflict) heading?.focus();
    else if (!form.submitting) announce(`${messages.title}. ${body}`);
  };

  const keepRemote = () => {
    livestream.dispatch({ type: 'accept-remote' });
    onClose();
    announce(messages.tookRemote);
  };

  return (
    <ThreeVersions
      id="conflict-title"
      title={messages.title}
      body={body}
      remoteHead={messages.remote}
      rows={rowsOf(form, remote.value, own)}
      remoteUnits={form.values.destination ? null : remoteUnits}
      onChoose={(unit, choice) => setChosen(withChoice(chosen, unit, choice))}
      fallbackTarget={remote.value.configured ? CHANGE_BUTTON : 'save'}
      onShown={lead}
      shownFor={[remote.etag, form.remoteIsSaveConflict]}
    >
      <RequestButton
        class="primary"
        isBusy={form.submitting}
        busyLabel={strings.form.saving}
        onClick={() => livestream.save(remote, { remoteUnits })}
      >
        {remoteUnits.length > 0 ? messages.saveCombination : messages.saveMine}
      </RequestButton>
      <button type="button" onClick={keepRemote}>
        {messages.keepRemote}
      </button>
    </ThreeVersions>
  );
}

function rowsOf(form: LivestreamFormState, remote: Livestream, own: readonly Unit[]): MergeRow[] {
  const before = form.base.value;
  const changed = changedUnits(before, remote);
  return units
    .filter((unit) => own.includes(unit) || changed.includes(unit))
    .map((unit) => ({
      unit,
      name: messages.units[unit],
      before: linesOf(unit, before),
      remote: linesOf(unit, remote),
      mine: own.includes(unit) ? mineOf(unit, form) : null,
    }));
}

function mineOf(unit: Unit, { values, base }: LivestreamFormState): string[] {
  const { destination } = values;
  if (destination) return linesOf(unit, destination);
  if (unit === 'name') return [];
  if (unit !== 'stream') return [values[unit].trim() || messages.none];
  const key = values.stream_key.trim() ? messages.newKey : messages.currentKey(base.value.stream_key_hint);
  return [values.stream_url.trim(), key];
}
