import type { Failure } from '../../../api/client.ts';
import { inProgressOf } from '../../../api/meeting-cache.ts';
import type { Kind, Livestream, Switch } from '../../../api/types.ts';
import { Elapsed } from '../../../components/elapsed.tsx';
import { FailureNote } from '../../../components/failure.tsx';
import { LiveBadge } from '../../../components/live-badge.tsx';
import { strings } from '../../../i18n/index.ts';
import { momentOf } from '../../../lib/times.ts';
import type { ReadinessState } from '../readiness/use-readiness.ts';
import { WatchPage } from '../summary/watch-page-row.tsx';
import { GoLiveActions } from './go-live-actions.tsx';
import { primaryActionOf } from './primary-action.ts';
import { StatusLine } from './status-line.tsx';
import { StreamAppearance } from './stream-appearance.tsx';
import { useGoLive } from './use-go-live.ts';

const messages = strings.live;

type GoLiveProps = {
  kind: Kind;
  id: string;
  /** Zoom's current settings. */
  livestream: Livestream;
  readiness: ReadinessState;
  isUnsaved: boolean;
  /** Of the latest switch to another destination; it starts the livestream itself. */
  switchStatus?: Switch['status'] | undefined;
  /** Opens the form of the settings, if this page has one. */
  onSetUp?: () => void;
  onFailure: (failure: Failure) => void;
};

/** Where the meeting streams, whether it is ready and live, and the next step. */
export function GoLive(props: GoLiveProps) {
  const { kind, id, livestream, readiness, isUnsaved, onFailure } = props;
  const stream = useGoLive(kind, id, onFailure);
  const { live, busy, failure, notice } = stream;
  const inProgress = inProgressOf(kind, id).value;
  const isConfigured = livestream.configured;
  const isLive = live.status === 'live';
  const primary = primaryActionOf({ isConfigured, live: live.status, inProgress });
  const since = momentOf(live.since);
  const sentence = notice || sentenceFor(kind, live.status, isConfigured, inProgress);

  return (
    <section class={isLive ? 'air air-live' : 'air'} aria-labelledby="air-title" aria-busy={busy !== null}>
      <h2 id="air-title" class="unseen">
        {messages.title}
      </h2>
      <div class="air-head">
        <StatusLine kind={kind} livestream={livestream} readiness={readiness}>
          <LiveBadge live={live} />
          {isLive && since && <Elapsed since={since} label={messages.running} />}
        </StatusLine>
        <GoLiveActions {...props} stream={stream} primary={primary} inProgress={inProgress} />
      </div>
      {failure && (
        <FailureNote failure={failure}>
          <ZoomMessage failure={failure} />
        </FailureNote>
      )}
      {sentence && <p class="small">{sentence}</p>}
      {isLive && livestream.page_url && (
        <p class="small breaking">
          {messages.watchedAt} <WatchPage url={livestream.page_url} />
        </p>
      )}
      {!isLive && isConfigured && isUnsaved && <p class="small warn-text">{messages.unsaved}</p>}
      <StreamAppearance kind={kind} stream={stream} />
    </section>
  );
}

function sentenceFor(
  kind: Kind,
  status: 'live' | 'idle' | 'unknown',
  isConfigured: boolean,
  inProgress: boolean | null,
): string {
  if (status === 'live') return '';
  if (!isConfigured) return messages.notConfigured;
  if (inProgress === null) return messages.needsMeeting[kind];
  return inProgress ? '' : messages.startFirst[kind];
}

/** Zoom's own message besides ours, unless ours already is Zoom's message. */
function ZoomMessage({ failure }: Pick<Parameters<typeof FailureNote>[0], 'failure'>) {
  if (failure.kind !== 'problem' || failure.problem.code === 'zoom_error') return null;
  const message = failure.problem.zoom?.message;
  return message ? <p class="small">{strings.failure.zoomMessage(message)}</p> : null;
}
