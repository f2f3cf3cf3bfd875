import { useState } from 'preact/hooks';
import type { Kind } from '../api.ts';
import type { Failure } from '../client.ts';
import { useGoingLive } from '../screens/use-going-live.ts';
import { inProgressOf } from '../seen.ts';
import { strings } from '../strings.ts';
import { momentOf } from '../times.ts';
import { Confirmation } from './confirmation.tsx';
import { Elapsed } from './elapsed.tsx';
import { FailureNote } from './failure.tsx';
import { FleetingButton } from './fleeting-button.tsx';
import { Lamp } from './lamp.tsx';
import { StreamLook } from './stream-look.tsx';

const words = strings.live;

type GoingLiveProps = {
  kind: Kind;
  id: string;
  isConfigured: boolean;
  isUnsaved: boolean;
  onFailure: (failure: Failure) => void;
};

/** Start, stop, and how it looks; the lamp follows what Zoom says. */
export function GoingLive({ kind, id, isConfigured, isUnsaved, onFailure }: GoingLiveProps) {
  const stream = useGoingLive(kind, id, onFailure);
  const [isAsking, setAsking] = useState(false);
  const { live, busy, failure, notice, waiting } = stream;
  const isLive = live.status === 'live';
  const since = momentOf(live.since);
  const inProgress = inProgressOf(kind, id).value;

  const stop = () => {
    setAsking(false);
    stream.stop();
  };

  return (
    <section class={isLive ? 'air air-live' : 'air'} aria-labelledby="air-title" aria-busy={busy !== null}>
      <div class="air-head">
        <h2 id="air-title">{words.title}</h2>
        <Lamp live={live} />
        {!isLive && inProgress !== null && (
          <span class="small muted">{inProgress ? words.inProgress[kind] : words.notInProgress[kind]}</span>
        )}
        {isLive && since && <Elapsed since={since} label={words.running} />}
        <span class="actions air-actions">
          {!isLive && (
            <FleetingButton
              id="go-live"
              heir="stop-stream"
              // Before the meeting runs Zoom would reject it: offered, but not as the next step.
              class={inProgress === false ? undefined : 'primary'}
              aria-disabled={busy !== null || waiting || !isConfigured}
              onClick={() => !waiting && isConfigured && stream.start()}
            >
              {busy === 'start' ? words.starting : words.start}
            </FleetingButton>
          )}
          {live.status !== 'idle' && (
            <FleetingButton
              id="stop-stream"
              heir="go-live"
              class={isLive ? 'stop' : 'quiet'}
              onClick={() => busy || setAsking(true)}
            >
              {busy === 'stop' ? words.stopping : words.stop}
            </FleetingButton>
          )}
        </span>
      </div>
      {failure && (
        <FailureNote failure={failure}>
          <ZoomsWord failure={failure} />
        </FailureNote>
      )}
      <p class="small">{notice || sentenceFor(kind, live.status, isConfigured, inProgress)}</p>
      {!isLive && isConfigured && isUnsaved && <p class="small warn-text">{words.unsaved}</p>}
      <StreamLook kind={kind} stream={stream} />
      {isAsking && (
        <Confirmation
          title={words.stopTitle}
          action={words.stop}
          cancel={words.keepOn}
          onConfirm={stop}
          onCancel={() => setAsking(false)}
        >
          <p>{words.stopBody}</p>
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
  if (status === 'live') return words.started;
  if (!isConfigured) return words.notConfigured;
  if (inProgress === false) return words.startFirst[kind];
  if (inProgress) return status === 'idle' ? words.idle : words.unknown;
  return `${status === 'idle' ? words.idle : words.unknown} ${words.needsMeeting[kind]}`;
}

/** Zoom's own sentence beside ours; where ours is only that, it stands there already. */
function ZoomsWord({ failure }: Pick<Parameters<typeof FailureNote>[0], 'failure'>) {
  if (failure.kind !== 'problem' || failure.problem.code === 'zoom_error') return null;
  const message = failure.problem.zoom?.message;
  return message ? <p class="small">{strings.failure.zoomSays(message)}</p> : null;
}
