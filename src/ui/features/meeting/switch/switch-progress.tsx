import { useEffect, useState } from 'preact/hooks';
import type { Switch } from '../../../api/types.ts';
import { FailureNote } from '../../../components/failure.tsx';
import { RequestButton } from '../../../components/request-button.tsx';
import { strings } from '../../../i18n/index.ts';
import { announce } from '../../../state/announce.ts';
import { nameOfDestination, useDestinationNames } from '../../../state/destination-names.ts';
import { failureOf, stepsOf } from './switch-steps.ts';
import type { SwitchHandle } from './use-switch.ts';

const messages = strings.switching;

/** A switch that runs, or that has failed, with what the user can do. */
export function SwitchProgress({ switching }: { switching: SwitchHandle }) {
  const { current, isSending } = switching;
  const [action, setAction] = useState<'retry' | 'giveUp' | null>(null);
  useDestinationNames(current?.destination_id ?? null);
  const name = nameOfDestination(current?.destination_id ?? null) ?? messages.another;
  useAnnouncements(current, name);
  if (!current || current.status === 'done') return null;
  const hasFailed = current.status === 'failed';
  const stopLabel = current.restarted ? messages.dismiss : messages.giveUp;
  const giveUpLabel = hasFailed ? stopLabel : messages.stopWaiting;
  const sending = isSending ? action : null;
  const send = (action: 'retry' | 'giveUp') => {
    setAction(action);
    return switching[action]();
  };
  return (
    <section
      class={hasFailed ? 'note note-bad' : 'note'}
      aria-labelledby="switch-title"
      aria-busy={isSending}
    >
      <h2 id="switch-title">{messages.heading(name)}</h2>
      {hasFailed && <p>{messages.failed[failureOf(current)]}</p>}
      <ol class="switch-steps">
        {stepsOf(current).map(({ step, state }) => (
          <li key={step} class={`switch-${state}`} aria-current={state === 'current' ? 'step' : undefined}>
            {messages.steps[step]} <span class="small">– {messages.states[state]}</span>
            {step === 'starting' && <Countdown key={current.start_after} current={current} />}
          </li>
        ))}
      </ol>
      {current.problem && <p>{strings.server.problem({ ...problemBase, ...current.problem })}</p>}
      {!hasFailed && current.problem && <p class="small">{messages.tryingAgain}</p>}
      {!hasFailed && <p class="small">{messages.safe}</p>}
      {switching.failure && <FailureNote failure={switching.failure} />}
      <p class="actions">
        {hasFailed && (
          <RequestButton
            class="primary"
            isBusy={sending === 'retry'}
            isBlocked={isSending}
            busyLabel={messages.retrying}
            onClick={() => send('retry')}
          >
            {messages.retry}
          </RequestButton>
        )}
        <RequestButton
          isBusy={sending === 'giveUp'}
          isBlocked={isSending}
          busyLabel={messages.givingUp}
          onClick={() => send('giveUp')}
        >
          {giveUpLabel}
        </RequestButton>
      </p>
    </section>
  );
}

/** A stored problem lacks the members of a response. */
const problemBase = { type: 'about:blank', status: 0, request_id: '' };

/** Announces each step and the end to screen readers, and nothing when the page is opened. */
function useAnnouncements(current: Switch | null, name: string): void {
  const [seen, setSeen] = useState('');
  const state = current ? `${current.id} ${current.status} ${current.step}` : '';
  useEffect(() => {
    if (!current || state === seen) return;
    setSeen(state);
    if (current.status === 'done') {
      if (seen.startsWith(current.id)) announce(messages.switched(name));
    } else if (current.status === 'failed') announce(messages.failed[failureOf(current)]);
    else if (current.step !== 'waiting') announce(messages.steps[current.step]);
  }, [state]);
}

const TICK_MS = 1_000;

/** The seconds until Zoom accepts a start. Counts on the browser's monotonic clock. */
function Countdown({ current }: { current: Switch }) {
  const [endAt] = useState(() => performance.now() + (current.wait_seconds ?? 0) * 1_000);
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (current.wait_seconds === null) return;
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((endAt - now) / 1_000));
  if (current.wait_seconds === null || seconds === 0) return null;
  return (
    <p class="small" role="timer">
      {messages.startsIn(seconds)}
    </p>
  );
}
