import { useState } from 'preact/hooks';
import { api, type Tagged } from '../../../api/client.ts';
import { stateOf } from '../../../api/meeting-cache.ts';
import type { Destination, Kind, Livestream } from '../../../api/types.ts';
import { Confirmation } from '../../../components/confirmation.tsx';
import { FailureNote } from '../../../components/failure.tsx';
import { Link } from '../../../components/link.tsx';
import { ServiceIcon } from '../../../components/service-icon.tsx';
import { strings } from '../../../i18n/index.ts';
import { useQuery } from '../../../state/use-query.ts';
import type { SwitchHandle } from './use-switch.ts';

const messages = strings.switching;

type SwitchDialogProps = {
  kind: Kind;
  present: Tagged<Livestream>;
  switching: SwitchHandle;
  onClose: () => void;
};

/** Selects another saved destination, and says what the switch does to the audience. */
export function SwitchDialog({ kind, present, switching, onClose }: SwitchDialogProps) {
  const { value, failure, load } = useQuery(() => api.GET('/api/destinations'));
  const [chosenId, setChosenId] = useState('');
  const { destination_id: currentId, meeting_id: id } = present.value;
  const destinations = value?.destinations ?? [];
  const others = destinations.filter((each) => each.id !== currentId);
  const isUpdateOnly = switching.updateOnly();
  const isLive = stateOf(kind, id).value.live.status === 'live';

  const confirm = async () => {
    const chosen = others.find((each) => each.id === chosenId);
    if (chosen && (await switching.begin(chosen, present))) onClose();
  };
  const action = isUpdateOnly ? messages.confirm : messages.confirmLive;
  return (
    <Confirmation
      title={messages.title}
      action={switching.isSending ? messages.sending : action}
      cancel={messages.cancel}
      onConfirm={confirm}
      onCancel={onClose}
      busy={switching.isSending}
    >
      {failure && <FailureNote failure={failure} onRetry={() => load()} />}
      {value && (
        <fieldset class="switch-choices">
          <legend>{messages.choose}</legend>
          {destinations.map((each) => (
            <DestinationChoice
              key={each.id}
              destination={each}
              isCurrent={each.id === currentId}
              isChosen={each.id === chosenId}
              onChoose={() => setChosenId(each.id)}
            />
          ))}
          {others.length === 0 && (
            <p>
              {messages.none} <Link to="/destinations">{messages.add}</Link>
            </p>
          )}
        </fieldset>
      )}
      <p>
        {isUpdateOnly ? messages.idle : isLive ? messages.live : messages.unknown}
        {isLive && <Appearance kind={kind} id={id} />}
      </p>
      {switching.failure && <FailureNote failure={switching.failure} />}
    </Confirmation>
  );
}

/** Whether the livestream looks the same after the switch; nothing while that is unknown. */
function Appearance({ kind, id }: { kind: Kind; id: string }) {
  const { value } = useQuery(() =>
    api.GET(`/api/${kind}/{id}/livestream/status`, { params: { path: { id } } }),
  );
  return value && <> {value.settings ? messages.keepsAppearance : messages.losesAppearance}</>;
}

type DestinationChoiceProps = {
  destination: Destination;
  isCurrent: boolean;
  isChosen: boolean;
  onChoose: () => void;
};

function DestinationChoice({ destination, isCurrent, isChosen, onChoose }: DestinationChoiceProps) {
  const { id, name, service, stream_key_hint } = destination;
  return (
    <label class="tick">
      <input
        type="radio"
        name="switch-destination"
        value={id}
        required
        disabled={isCurrent}
        checked={isChosen}
        onChange={onChoose}
      />
      <ServiceIcon service={service} size={20} />
      <span>
        {name} <span class="muted">· {isCurrent ? messages.current : messages.key(stream_key_hint)}</span>
      </span>
    </label>
  );
}
