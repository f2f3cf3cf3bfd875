import { strings } from '../../i18n/index.ts';

const messages = strings.bulk;

const steps = ['select', 'settings', 'preview', 'result'] as const;
export type BulkStep = (typeof steps)[number];

/** Where the user is in a bulk edit. Selecting and settings are filled in together. */
export function BulkSteps({ current }: { current: readonly BulkStep[] }) {
  const first = Math.min(...current.map((step) => steps.indexOf(step)));
  return (
    <ol class="bulk-steps" aria-label={messages.stepsLabel}>
      {steps.map((step, index) => {
        const isCurrent = current.includes(step);
        return (
          <li key={step} class={`bulk-step ${isCurrent ? 'is-current' : index < first ? 'is-done' : ''}`}>
            <span {...(isCurrent ? { 'aria-current': 'step' as const } : {})}>{messages.steps[step]}</span>
          </li>
        );
      })}
    </ol>
  );
}
