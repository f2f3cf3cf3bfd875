import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { stateOf } from '../../api/meeting-cache.ts';
import type { Kind, Livestream, Meeting } from '../../api/types.ts';
import { useRestoreFocus } from '../../components/focus.ts';
import { Link } from '../../components/link.tsx';
import { RequestButton } from '../../components/request-button.tsx';
import { strings } from '../../i18n/index.ts';
import { momentOf } from '../../lib/times.ts';
import { announce } from '../../state/announce.ts';
import { closeFirstSteps, firstSteps, refreshFirstSteps } from '../../state/first-steps.ts';
import type { MeetingList } from '../../state/meeting-list.ts';
import { meetingPath } from '../../state/route.ts';
import { passedChecks } from '../../state/row-readiness.ts';
import { showToast } from '../../state/toasts.ts';
import { onEvent } from '../../state/user-events.ts';

const messages = strings.firstSteps;

type FirstStepsProps = { kind: Kind; list: MeetingList };

/**
 * What a new user does first. The first response of the API says whether it is shown, and each step
 * keeps its place, so that nothing below moves.
 */
export function FirstSteps({ kind, list }: FirstStepsProps) {
  const progress = firstSteps.value;
  const isDone = progress !== null && Object.values(progress).every(Boolean);
  // The message stays until the user leaves the list, although the server has closed the steps.
  const [phase, setPhase] = useState<'open' | 'finished' | 'hidden'>('open');
  useProgress();
  useEffect(() => {
    if (!isDone) return;
    setPhase('finished');
    announce(messages.finished);
    closeFirstSteps();
  }, [isDone]);
  if (phase === 'hidden') return null;
  if (isDone || phase === 'finished')
    return (
      <Card title={messages.finished} action={<HideButton onHide={() => setPhase('hidden')} />}>
        <Steps kind={kind} list={list} done={[true, true, true]} />
      </Card>
    );
  if (progress === null) return null;
  const { destination_saved, destination_used, readiness_checked } = progress;
  return (
    <Card title={messages.title} action={<SkipButton />}>
      <Steps kind={kind} list={list} done={[destination_saved, destination_used, readiness_checked]} />
    </Card>
  );
}

/** Loads the progress when the list is opened, and when it may have changed since. */
function useProgress(): void {
  const passed = passedChecks.value;
  useEffect(refreshFirstSteps, [passed]);
  useEffect(() => onEvent('livestream', refreshFirstSteps), []);
}

type CardProps = { title: string; action: ComponentChildren; children: ComponentChildren };

/** Equally high with each title, so that the last tick moves nothing. */
function Card({ title, action, children }: CardProps) {
  const card = useRef<HTMLElement>(null);
  const id = useId();
  useRestoreFocus(card, undefined);
  return (
    <section ref={card} class="first-steps" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
      {action}
    </section>
  );
}

type StepsProps = FirstStepsProps & { done: [saved: boolean, used: boolean, checked: boolean] };

function Steps({ kind, list, done }: StepsProps) {
  const target = useTargets(kind, list);
  const steps = [
    { label: messages.saved, hint: messages.hints.saved, to: '/destinations' },
    { label: messages.used[kind], hint: messages.hints.used, to: target.unused },
    { label: messages.checked, hint: messages.hints.checked, to: target.used },
  ];
  const next = done.indexOf(false);
  return (
    <ol>
      {steps.map(({ label, hint, to }, index) => (
        <li key={label} aria-current={index === next ? 'step' : undefined}>
          <span class="step-mark" aria-hidden="true">
            {done[index] ? '✓' : index + 1}
          </span>
          <span class="step-of" aria-hidden="true">
            /{steps.length}
          </span>
          {done[index] || to === null ? (
            <span class="step-label">{label}</span>
          ) : (
            <Link to={to}>{label}</Link>
          )}
          {done[index] ? (
            <span class="unseen">{messages.isDone}</span>
          ) : (
            <span class="step-hint small muted">{hint}</span>
          )}
        </li>
      ))}
    </ol>
  );
}

/**
 * The meetings in which a destination can be used, and in which one is used; null until the list is
 * loaded. Where no row is known to fit, the first one shows what to do.
 */
function useTargets(kind: Kind, list: MeetingList): Record<'unused' | 'used', string | null> {
  const pathOf = (isFit: (livestream: Livestream | null) => boolean) => {
    const meetings = list.state.value.pages.flatMap((page) => page.meetings).sort(byStart);
    const found = meetings.find(({ id }) => isFit(stateOf(kind, id).value.livestream)) ?? meetings[0];
    return found ? meetingPath(kind, found.id) : null;
  };
  return {
    unused: useComputed(() => pathOf((livestream) => livestream?.configured === false)).value,
    used: useComputed(() => pathOf((livestream) => (livestream?.destination_id ?? null) !== null)).value,
  };
}

/** Meetings without a time come last, as in the list. */
function byStart(one: Meeting, other: Meeting): number {
  const timeOf = ({ start_time }: Meeting) => momentOf(start_time)?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return timeOf(one) - timeOf(other);
}

function SkipButton() {
  const skip = async () => {
    if (!(await closeFirstSteps())) showToast({ text: messages.skipFailed });
  };
  return (
    <RequestButton
      class="quiet"
      aria-label={messages.skipAll}
      busyLabel={<SkipLabel word={messages.skipping} name={messages.skipping} symbol="…" />}
      onClick={skip}
    >
      <SkipLabel word={messages.skip} symbol="×" />
    </RequestButton>
  );
}

/** On a phone the symbol alone. `name` is for screen readers, if the button has no other name. */
function SkipLabel({ word, name, symbol }: { word: string; name?: string; symbol: string }) {
  return (
    <>
      {name && <span class="unseen">{name}</span>}
      <span class="skip-word" aria-hidden="true">
        {word}
      </span>
      <span class="skip-symbol" aria-hidden="true">
        {symbol}
      </span>
    </>
  );
}

function HideButton({ onHide }: { onHide: () => void }) {
  return (
    <button type="button" class="quiet" onClick={onHide}>
      {messages.close}
    </button>
  );
}
