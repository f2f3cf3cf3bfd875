import type { Destination } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { destinationName } from '../../lib/destination.ts';

const messages = strings.destinations;

type RowProps = { destination: Destination; onEdit: () => void; onDelete: () => void };

/** One saved destination; the key only by its last characters. */
export function DestinationRow({ destination, onEdit, onDelete }: RowProps) {
  const { name, stream_url, stream_key_hint, page_url, resolution } = destination;
  return (
    <li class="row destination">
      <span class="what">
        <strong>{name}</strong>
        <span class="small muted">{[serviceName(destination), resolution].filter(Boolean).join(' · ')}</span>
      </span>
      <span class="addresses small">
        <span class="mono">{stream_url}</span>
        <span>
          {messages.key} <span class="mono">{messages.keyHidden(stream_key_hint)}</span>
        </span>
        {page_url && <span class="mono">{page_url}</span>}
      </span>
      <span class="actions">
        <button type="button" aria-label={messages.editOf(name)} onClick={onEdit}>
          {messages.edit}
        </button>
        <button type="button" class="quiet" aria-label={messages.deleteOf(name)} onClick={onDelete}>
          {messages.delete}
        </button>
      </span>
    </li>
  );
}

function serviceName({ service, stream_url }: Destination): string {
  return service === 'custom' ? destinationName(stream_url) : messages.services[service];
}
