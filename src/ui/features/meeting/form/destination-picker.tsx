import { api } from '../../../api/client.ts';
import type { Destination, Livestream } from '../../../api/types.ts';
import { FailureNote } from '../../../components/failure.tsx';
import { Link } from '../../../components/link.tsx';
import { SelfRemovingButton } from '../../../components/self-removing-button.tsx';
import { ServiceIcon } from '../../../components/service-icon.tsx';
import { strings } from '../../../i18n/index.ts';
import { lastUsed } from '../../../lib/destination.ts';
import { useQuery } from '../../../state/use-query.ts';

const messages = strings.apply;

type PickerProps = {
  /** Zoom's current settings. */
  current: Livestream;
  chosen: Destination | null;
  onChoose: (destination: Destination | null) => void;
};

/** Selects a saved destination, or manual entry. */
export function DestinationPicker({ current, chosen, onChoose }: PickerProps) {
  const { value, failure, load } = useQuery(() => api.GET('/api/destinations'));
  if (failure) return <FailureNote failure={failure} onRetry={() => load()} />;
  const destinations = value?.destinations ?? [];
  const used = destinations.find(({ id }) => id === current.destination_id);
  const suggested = current.configured || chosen ? undefined : lastUsed(destinations);
  return (
    <div class="field">
      <label for="apply-destination">{messages.label}</label>
      <select
        id="apply-destination"
        aria-describedby="apply-hint"
        value={chosen?.id ?? ''}
        onChange={({ currentTarget }) =>
          onChoose(destinations.find(({ id }) => id === currentTarget.value) ?? null)
        }
      >
        <option value="">{messages.byHand}</option>
        {destinations.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      {!current.configured && !value && <span class="suggestion-space" />}
      {suggested && (
        <SelfRemovingButton
          fallbackTarget="apply-destination"
          class="suggestion"
          onClick={() => onChoose(suggested)}
        >
          <ServiceIcon service={suggested.service} />
          {suggested.last_used_at ? messages.useLast(suggested.name) : messages.use(suggested.name)}
        </SelfRemovingButton>
      )}
      {used && <p class="small">{messages.current(used.name)}</p>}
      <p id="apply-hint" class="hint">
        {messages.hint} <Link to="/destinations">{messages.manage}</Link>
      </p>
    </div>
  );
}

/** The values that a destination fills in; its key stays hidden. */
export function DestinationSummary({ destination }: { destination: Destination }) {
  const { name, stream_url, stream_key_hint, page_url, resolution } = destination;
  return (
    <div class="summary">
      <p class="note">{messages.chosen(name)}</p>
      <dl>
        <dt>{strings.form.stream_url}</dt>
        <dd class="mono">{stream_url}</dd>
        <dt>{strings.form.stream_key}</dt>
        <dd class="mono">{messages.keyHidden(stream_key_hint)}</dd>
        <dt>{strings.form.page_url}</dt>
        <dd class={page_url ? 'mono' : undefined}>{page_url || messages.keepsPage}</dd>
        <dt>{strings.form.resolution}</dt>
        <dd>{resolution ?? messages.keepsPage}</dd>
      </dl>
    </div>
  );
}
