import { useState } from 'preact/hooks';
import type { Kind, Livestream, Switch } from '../../../api/types.ts';
import { Icon } from '../../../components/icon.tsx';
import { RequestButton } from '../../../components/request-button.tsx';
import { StopConfirmation } from '../../../components/stop-confirmation.tsx';
import { strings } from '../../../i18n/index.ts';
import type { ReadinessState } from '../readiness/use-readiness.ts';
import type { PrimaryAction } from './primary-action.ts';
import type { GoLive } from './use-go-live.ts';
import { useStartInZoom } from './use-start-in-zoom.ts';

const messages = strings.live;

type ActionsProps = {
  kind: Kind;
  livestream: Livestream;
  readiness: ReadinessState;
  stream: GoLive;
  primary: PrimaryAction;
  inProgress: boolean | null;
  /** While there are unsaved changes, saving is the next step. */
  isUnsaved: boolean;
  /** While a switch to another destination runs or has failed, its buttons are the next step. */
  switchStatus?: Switch['status'] | undefined;
  onSetUp?: () => void;
};

/** The next step as a filled button, and the other possible steps beside it. */
export function GoLiveActions(props: ActionsProps) {
  const { kind, readiness, stream, primary, inProgress, isUnsaved, switchStatus, onSetUp } = props;
  const { live, busy, waiting } = stream;
  const [isConfirming, setConfirming] = useState(false);
  const startInZoom = useStartInZoom(readiness, inProgress);
  const isSwitching = switchStatus === 'running';
  const filled = isUnsaved || isSwitching || switchStatus === 'failed' ? undefined : 'primary';
  const isStartShown = isStartOffered(primary, inProgress);
  const stop = () => {
    setConfirming(false);
    stream.stop();
  };
  return (
    <span class="actions air-actions">
      {primary === 'set up' && onSetUp && (
        <button type="button" class={filled} onClick={onSetUp}>
          {messages.setUp}
        </button>
      )}
      {startInZoom.isLoading && isStartShown && (
        <span class="button quiet reserved" aria-hidden="true">
          {messages.startMeeting[kind]}
          <Icon name="open" />
        </span>
      )}
      {startInZoom.url && isStartShown && (
        <a
          class={primary === 'start meeting' && !isUnsaved ? 'button primary' : 'button quiet'}
          href={startInZoom.url}
          target="_blank"
          rel="noopener noreferrer"
          onClick={startInZoom.onFollow}
        >
          {messages.startMeeting[kind]}
          <Icon name="open" />
        </a>
      )}
      {live.status !== 'live' && (
        <RequestButton
          id="go-live"
          fallbackTarget="stop-stream"
          // Zoom decides whether it can start, so it is always available, but not always primary.
          class={primary === 'go live' ? filled : undefined}
          isBlocked={busy !== null || waiting || isSwitching}
          busyLabel={messages.starting}
          onClick={stream.start}
        >
          {messages.start}
        </RequestButton>
      )}
      {(live.status === 'live' || (live.status === 'unknown' && inProgress)) && (
        <RequestButton
          id="stop-stream"
          fallbackTarget="go-live"
          class={live.status === 'live' ? 'stop' : 'quiet'}
          aria-label={messages.stop}
          isBusy={busy === 'stop'}
          isBlocked={busy !== null}
          busyLabel={messages.stopping}
          onClick={() => setConfirming(true)}
        >
          {messages.stopShort}
        </RequestButton>
      )}
      {isConfirming && <StopConfirmation onConfirm={stop} onCancel={() => setConfirming(false)} />}
    </span>
  );
}

/** Also while Zoom does not report whether it is in progress, as for webinars. */
function isStartOffered(primary: PrimaryAction, inProgress: boolean | null): boolean {
  return primary === 'start meeting' || (primary === 'go live' && inProgress === null);
}
