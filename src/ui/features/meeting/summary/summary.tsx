import type { ComponentChildren } from 'preact';
import { api } from '../../../api/client.ts';
import { headerOf } from '../../../api/meeting-cache.ts';
import type { Kind, Livestream } from '../../../api/types.ts';
import { CopyButton } from '../../../components/copy-button.tsx';
import { Link } from '../../../components/link.tsx';
import { strings } from '../../../i18n/index.ts';
import { momentOf } from '../../../lib/times.ts';
import { visibleTopic } from '../../../lib/topic.ts';
import { times } from '../../../state/clock.ts';
import { useQuery } from '../../../state/use-query.ts';
import { DestinationLabel } from './destination-label.tsx';
import { StreamKeyRow } from './stream-key-row.tsx';
import type { Reveal } from './use-stream-key.ts';
import { WatchPageRow } from './watch-page-row.tsx';

const messages = strings.summary;

type SummaryProps = {
  kind: Kind;
  livestream: Livestream;
  reveal: Reveal;
  /** Beside the destination. */
  actions?: ComponentChildren;
};

/** The livestream settings to read, copy and pass on. */
export function Summary({ kind, livestream, reveal, actions }: SummaryProps) {
  const { meeting_id: id, destination_id: destinationId, stream_url: streamUrl } = livestream;
  const invitation = () => {
    const header = headerOf(kind, id).peek();
    const start = momentOf(header?.start_time);
    const when = start ? times.peek().absolute(start) : '';
    return messages.invitation(visibleTopic(header?.topic), when, livestream.page_url);
  };
  return (
    <dl class="facts-list">
      <div class="fact">
        <dt>{messages.destination}</dt>
        <dd>
          <DestinationLabel livestream={livestream} />
          {destinationId && <UsedBy key={destinationId} id={destinationId} />}
          {actions && <span class="fact-actions">{actions}</span>}
        </dd>
      </div>
      <div class="fact">
        <dt>{strings.form.stream_url}</dt>
        <dd>
          <span class="mono">{streamUrl}</span>
          <span class="fact-actions">
            <CopyButton text={streamUrl} label={messages.copyStreamUrl} />
          </span>
        </dd>
      </div>
      <StreamKeyRow key={livestream.stream_key_fingerprint} livestream={livestream} reveal={reveal} />
      <WatchPageRow url={livestream.page_url} invitation={invitation} />
      <div class="fact">
        <dt>{strings.form.resolution}</dt>
        <dd>{livestream.resolution ?? strings.form.resolutionUnset}</dd>
      </div>
    </dl>
  );
}

/** How many meetings use the saved destination. Nothing if that cannot be loaded. */
function UsedBy({ id }: { id: string }) {
  const { value } = useQuery(() => api.GET('/api/destinations/{id}/meetings', { params: { path: { id } } }));
  if (!value) return null;
  return (
    <Link to="/destinations" class="small">
      {messages.usedBy(value.meetings.length)}
    </Link>
  );
}
