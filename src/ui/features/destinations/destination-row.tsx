import { useId, useState } from 'preact/hooks';
import type { Destination } from '../../api/types.ts';
import { Facts } from '../../components/facts.tsx';
import { Link } from '../../components/link.tsx';
import { MenuButton } from '../../components/menu.tsx';
import { MoreIcon } from '../../components/more-icon.tsx';
import { ServiceIcon } from '../../components/service-icon.tsx';
import { strings } from '../../i18n/index.ts';
import { copyText } from '../../lib/copy-text.ts';
import { destinationName } from '../../lib/destination.ts';
import { momentOf } from '../../lib/times.ts';
import { visibleTopic } from '../../lib/topic.ts';
import { announce } from '../../state/announce.ts';
import { now, times } from '../../state/clock.ts';
import { meetingPath } from '../../state/route.ts';
import { DestinationDetails } from './destination-details.tsx';

const messages = strings.destinations;

type RowProps = { destination: Destination; onEdit: () => void; onDelete: () => void };

/** One saved destination; the key only by its last characters. Its name shows the details. */
export function DestinationRow({ destination, onEdit, onDelete }: RowProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { name, service, stream_url, stream_key_hint, resolution } = destination;
  const facts = [serviceName(destination), messages.keyHidden(stream_key_hint), resolution];
  return (
    <li class="row destination">
      <ServiceIcon service={service} size={32} />
      <span class="what">
        <strong>
          <button
            type="button"
            class="disclosure"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={() => setOpen(!isOpen)}
          >
            {name}
          </button>
        </strong>
        <Facts class="small muted" facts={facts} />
      </span>
      <Usage destination={destination} />
      <span class="actions">
        <button type="button" aria-label={messages.editOf(name)} onClick={onEdit}>
          {messages.edit}
        </button>
        <MenuButton
          class="quiet more-button"
          label={messages.moreOf(name)}
          items={() => [
            { label: messages.copyUrl, onChoose: () => copyUrl(stream_url) },
            { label: messages.deleteOf(name), onChoose: onDelete },
          ]}
        >
          <MoreIcon />
        </MenuButton>
      </span>
      {isOpen && <DestinationDetails id={id} destination={destination} />}
    </li>
  );
}

async function copyUrl(url: string): Promise<void> {
  announce((await copyText(url)) ? messages.urlCopied : messages.copyFailed);
}

/** How many meetings use it, the next one, and when it was last applied. */
function Usage({ destination }: { destination: Destination }) {
  const { next_meeting: next, outdated_count = 0, last_used_at } = destination;
  const usedAt = momentOf(last_used_at);
  return (
    <span class="usage small">
      <span>
        {usedBy(destination)}
        {outdated_count > 0 && <span class="outdated"> · {messages.notUpdated(outdated_count)}</span>}
        {next && (
          <>
            {' · '}
            {messages.next}{' '}
            <Link to={meetingPath(next.kind, next.meeting_id)}>
              {visibleTopic(next.topic) || strings.list.untitled[next.kind]}
            </Link>
            {startOf(next.start_time)}
          </>
        )}
      </span>
      {usedAt && (
        <span class="muted">
          {messages.lastUsed(times.value.age(usedAt, now.value) ?? strings.age.justNow)}
        </span>
      )}
    </span>
  );
}

function usedBy({ meetings_count, webinars_count }: Destination): string {
  if (meetings_count === undefined || webinars_count === undefined) return '';
  return messages.usedBy(meetings_count, webinars_count);
}

/** ", today, 8:00 PM", or nothing if the start is unknown. */
function startOf(startTime: string | null): string {
  const start = momentOf(startTime);
  return start ? `, ${times.value.moment(start, now.value)}` : '';
}

function serviceName({ service, stream_url }: Destination): string {
  return service === 'custom' ? destinationName(stream_url) : messages.services[service];
}
