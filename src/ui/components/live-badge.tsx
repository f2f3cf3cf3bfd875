import type { Meeting } from '../api/types.ts';
import { strings } from '../i18n/index.ts';
import { momentOf } from '../lib/times.ts';
import { times } from '../state/clock.ts';

/**
 * The "Live" badge. It always has a text, never a color alone. An unknown status takes no space.
 */
export function LiveBadge({ live }: { live: Meeting['live'] }) {
  if (live.status === 'unknown') return <span class="unseen">{strings.list.liveUnknown}</span>;
  return <span class={`lamp lamp-${live.status}`}>{wordOf(live)}</span>;
}

function wordOf({ status, since }: Meeting['live']): string {
  if (status === 'idle') return strings.list.idle;
  const at = momentOf(since);
  return at ? strings.list.liveSince(times.value.timeOfDay(at)) : strings.list.live;
}
