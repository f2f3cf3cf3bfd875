import type { Live } from '../../api/types.ts';
import { Elapsed } from '../../components/elapsed.tsx';
import { strings } from '../../i18n/index.ts';
import type { RowReadiness } from '../../lib/row-readiness.ts';
import { momentOf } from '../../lib/times.ts';
import { times } from '../../state/clock.ts';
import { readinessText } from './readiness-text.ts';

const messages = strings.list;

/** The readiness of a row as a symbol and a text. Nothing if it is unknown. */
export function ReadinessMark({ readiness, live }: { readiness: RowReadiness; live: Live }) {
  const { mark } = readiness;
  if (mark === 'unknown') return null;
  if (mark === 'live') return <LiveMark live={live} />;
  return (
    <span class={`mark-text mark-${mark}`}>
      <MarkIcon mark={mark} />
      {readinessText(readiness)}
    </span>
  );
}

function LiveMark({ live }: { live: Live }) {
  const since = momentOf(live.since);
  return (
    <span class="lamp lamp-live">
      {messages.live}
      {since && <Elapsed since={since} label={messages.liveSince(times.value.timeOfDay(since))} />}
    </span>
  );
}

const ICONS = {
  ready: 'm4 8.5 3 3 5-6.5',
  attention: 'M8 4v4.5M8 11.6v.1',
  none: 'M5 8h6',
  configured: '',
  live: 'M8 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5',
} as const;

/** Decorative: the text beside it says the same. */
export function MarkIcon({ mark }: { mark: keyof typeof ICONS }) {
  return (
    <svg
      class={`mark-icon mark-icon-${mark}`}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      focusable="false"
    >
      <circle cx="8" cy="8" r="7" />
      <path d={ICONS[mark]} />
    </svg>
  );
}
