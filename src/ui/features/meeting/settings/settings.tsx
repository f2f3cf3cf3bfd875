import { cachedMeeting, stateOf } from '../../../api/meeting-cache.ts';
import type { Kind } from '../../../api/types.ts';
import { LastChecked, StaleNote } from '../../../components/last-checked.tsx';
import { LoadFailure } from '../../../components/load-failure.tsx';
import { RequestButton } from '../../../components/request-button.tsx';
import { strings } from '../../../i18n/index.ts';
import { meetingList } from '../../../state/meeting-list.ts';
import { LivestreamForm } from '../form/livestream-form.tsx';
import type { LivestreamFormState } from '../form/livestream-values.ts';
import type { LivestreamHandle } from '../form/use-livestream.ts';
import { Summary } from '../summary/summary.tsx';
import { SwitchButton } from '../switch/switch-button.tsx';
import type { SwitchHandle } from '../switch/use-switch.ts';
import { CHANGE_BUTTON, type FormOpening } from './use-open-form.ts';

type SettingsProps = {
  kind: Kind;
  id: string;
  form: LivestreamFormState;
  livestream: LivestreamHandle;
  opening: FormOpening;
  switching: SwitchHandle;
};

/** The livestream settings: a summary, or the form that changes them. */
export function Settings({ kind, id, form, livestream, opening, switching }: SettingsProps) {
  const { loading, failure } = livestream;
  const present = (form.remote ?? form.base).value;
  const isLive = stateOf(kind, id).value.live.status === 'live';
  // Reads the signal, so that this renders again when the list arrives.
  const isSeries = meetingList(kind, 'upcoming').state.value && cachedMeeting(kind, id)?.recurring;
  return (
    <section class="settings" aria-labelledby="settings-title" aria-busy={loading}>
      <div class="settings-head">
        <h2 id="settings-title">{strings.form.title}</h2>
        {!opening.isShown && (
          <button type="button" id={CHANGE_BUTTON} onClick={() => opening.open()}>
            {strings.summary.change}
          </button>
        )}
        <Freshness livestream={livestream} form={form} />
      </div>
      {failure && <LoadFailure failure={failure} />}
      {present.stale && <StaleNote fetchedAt={present.fetched_at} />}
      {isSeries && <p class="small">{strings.form.allOccurrences}</p>}
      {isLive && <p class="small">{strings.form.whileLive}</p>}
      {opening.isShown ? (
        <LivestreamForm kind={kind} id={id} form={form} livestream={livestream} onClose={opening.close} />
      ) : (
        <Summary
          kind={kind}
          livestream={present}
          reveal={livestream.reveal}
          actions={<SwitchButton kind={kind} present={form.remote ?? form.base} switching={switching} />}
        />
      )}
    </section>
  );
}

type FreshnessProps = { livestream: LivestreamHandle; form: LivestreamFormState };

/** How old the settings are, and a button to read them from Zoom again. */
function Freshness({ livestream, form }: FreshnessProps) {
  const { loading, checked, check } = livestream;
  return (
    <span class="freshness">
      <LastChecked livestream={(form.remote ?? form.base).value} />
      {checked && <span class="small">{checked}</span>}
      <RequestButton
        class="quiet"
        isBusy={loading}
        busyLabel={strings.meeting.checking}
        onClick={() => check()}
      >
        {strings.meeting.check}
      </RequestButton>
    </span>
  );
}
