import { useState } from 'preact/hooks';
import type { Failure } from '../../../api/client.ts';
import { inProgressOf } from '../../../api/meeting-cache.ts';
import type { Kind, Livestream } from '../../../api/types.ts';
import { Confirmation } from '../../../components/confirmation.tsx';
import { Elapsed } from '../../../components/elapsed.tsx';
import { FailureNote } from '../../../components/failure.tsx';
import { LiveBadge } from '../../../components/live-badge.tsx';
import { SelfRemovingButton } from '../../../components/self-removing-button.tsx';
import { strings } from '../../../i18n/index.ts';
import { momentOf } from '../../../lib/times.ts';
import type { ReadinessState } from '../readiness/use-readiness.ts';
import { StatusLine } from '../summary/status-line.tsx';
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
  onFailure: (failure: Failure) => void;
};

/** Start, stop and appearance. The badge shows the status that Zoom reported. */
export function GoLive({ kind, id, livestream, readiness, isUnsaved, onFailure }: GoLiveProps) {
  const isConfigured = livestream.configured;
  const stream = useGoLive(kind, id, onFailure);
  const [isConfirming, setConfirming] = useState(false);
  const { live, busy, failure, notice, waiting } = stream;
  const isLive = live.status === 'live';
  const since = momentOf(live.since);
  const inProgress = inProgressOf(kind, id).value;

  const stop = () => {
    setConfirming(false);
    stream.stop();
  };

  return (
    <section class={isLive ? 'air air-live' : 'air'} aria-labelledby="air-title" aria-busy={busy !== null}>
      <div class="air-head">
        <h2 id="air-title">{messages.title}</h2>
        <LiveBadge live={live} />
        {!isLive && inProgress !== null && (
          <span class="small muted">
            {inProgress ? messages.inProgress[kind] : messages.notInProgress[kind]}
          </span>
        )}
        {isLive && since && <Elapsed since={since} label={messages.running} />}
        <span class="actions air-actions">
          {!isLive && (
            <SelfRemovingButton
              id="go-live"
              fallbackTarget="stop-stream"
              // Zoom would reject a start before the meeting: the button is available, but not as
              // the primary one.
              class={inProgress === false ? undefined : 'primary'}
              aria-disabled={busy !== null || waiting || !isConfigured}
              onClick={() => !waiting && isConfigured && stream.start()}
            >
              {busy === 'start' ? messages.starting : messages.start}
            </SelfRemovingButton>
          )}
          {live.status !== 'idle' && (
            <SelfRemovingButton
              id="stop-stream"
              fallbackTarget="go-live"
              class={isLive ? 'stop' : 'quiet'}
              onClick={() => busy || setConfirming(true)}
            >
              {busy === 'stop' ? messages.stopping : messages.stop}
            </SelfRemovingButton>
          )}
        </span>
      </div>
      <StatusLine kind={kind} livestream={livestream} readiness={readiness} />
      {failure && (
        <FailureNote failure={failure}>
          <ZoomMessage failure={failure} />
        </FailureNote>
      )}
      <p class="small">{notice || sentenceFor(kind, live.status, isConfigured, inProgress)}</p>
      {!isLive && isConfigured && isUnsaved && <p class="small warn-text">{messages.unsaved}</p>}
      <StreamAppearance kind={kind} stream={stream} />
      {isConfirming && (
        <Confirmation
          title={messages.stopTitle}
          action={messages.stop}
          cancel={messages.keepOn}
          onConfirm={stop}
          onCancel={() => setConfirming(false)}
        >
          <p>{messages.stopBody}</p>
        </Confirmation>
      )}
    </section>
  );
}

function sentenceFor(
  kind: Kind,
  status: 'live' | 'idle' | 'unknown',
  isConfigured: boolean,
  inProgress: boolean | null,
): string {
  if (status === 'live') return messages.started;
  if (!isConfigured) return messages.notConfigured;
  if (inProgress === false) return messages.startFirst[kind];
  if (inProgress) return status === 'idle' ? messages.idle : messages.unknown;
  return `${status === 'idle' ? messages.idle : messages.unknown} ${messages.needsMeeting[kind]}`;
}

/** Zoom's own message besides ours, unless ours already is Zoom's message. */
function ZoomMessage({ failure }: Pick<Parameters<typeof FailureNote>[0], 'failure'>) {
  if (failure.kind !== 'problem' || failure.problem.code === 'zoom_error') return null;
  const message = failure.problem.zoom?.message;
  return message ? <p class="small">{strings.failure.zoomMessage(message)}</p> : null;
}
