import type { ComponentChildren } from 'preact';
import { type Failure, isProblem } from '../api/client.ts';
import type { Problem } from '../api/types.ts';
import { strings } from '../i18n/index.ts';
import { now, times } from '../state/clock.ts';
import { ReconnectLink } from './reconnect.tsx';
import { RequestButton } from './request-button.tsx';
import { RetryCountdown } from './retry-countdown.tsx';
import { SignInAgain } from './sign-in-again.tsx';
import { useRetryWhenOnline } from './use-retry-when-online.ts';

type FailureNoteProps = {
  failure: Failure;
  onRetry?: (() => void) | undefined;
  children?: ComponentChildren;
};

/** A longer wait is shown as a time, and left to the user. */
const MAX_COUNTDOWN_SECONDS = 90;

/**
 * A failure as a message with what to do, with the button for it. If the server names a time for
 * another attempt, `onRetry` is called then; if Uplink was unreachable, when the browser is online.
 */
export function FailureNote({ failure, onRetry, children }: FailureNoteProps) {
  useRetryWhenOnline(failure, onRetry);
  if (isProblem(failure, 'not_signed_in')) return <SignInAgain onRetry={onRetry} />;
  const retryIn = failure.kind === 'problem' ? failure.problem.retry_after : undefined;
  const isCounting = onRetry !== undefined && retryIn && retryIn <= MAX_COUNTDOWN_SECONDS;
  return (
    <div class="note note-bad" role="alert">
      <p>{sentenceOf(failure)}</p>
      <FailureActions failure={failure} onRetry={onRetry} />
      {children}
      {isCounting && <RetryCountdown key={failure} seconds={retryIn} onDue={onRetry} />}
      {failure.kind === 'problem' && <Particulars problem={failure.problem} isCounting={!!isCounting} />}
    </div>
  );
}

/** Zoom's own message, the time to wait, and the request ID for support, if available. */
function Particulars({ problem, isCounting }: { problem: Problem; isCounting: boolean }) {
  const lines = [
    problem.code === 'zoom_error' &&
      problem.zoom?.message &&
      strings.failure.zoomMessage(problem.zoom.message),
    !isCounting && problem.retry_after && waitOf(problem.retry_after),
    problem.status >= 500 && problem.request_id && strings.failure.request(problem.request_id),
  ];
  return <>{lines.map((line) => line && <p class="small">{line}</p>)}</>;
}

function waitOf(seconds: number): string {
  if (seconds <= MAX_COUNTDOWN_SECONDS) return strings.failure.waitSeconds(seconds);
  const present = now.peek();
  const until = new Date(present.getTime() + seconds * 1000);
  return strings.failure.waitUntil(times.value.dayName(until, present), times.value.timeOfDay(until));
}

function FailureActions({ failure, onRetry }: FailureNoteProps) {
  const reconnect = failure.kind === 'problem' ? failure.problem.reconnect_url : undefined;
  if (reconnect) {
    return (
      <ReconnectLink url={reconnect} class="button">
        {strings.failure.reconnect}
      </ReconnectLink>
    );
  }
  if (!onRetry) return null;
  return (
    <RequestButton busyLabel={strings.failure.retrying} onClick={onRetry}>
      {strings.failure.retry}
    </RequestButton>
  );
}

/** The API's message if the failure has one. */
export function sentenceOf(failure: Failure): string {
  if (failure.kind === 'problem') return strings.server.problem(failure.problem);
  if (failure.kind === 'unreachable') return strings.failure.unreachable;
  return strings.failure.unexpected(failure.status);
}
