import type { Livestream } from '../api/types.ts';
import { strings } from '../i18n/index.ts';
import { momentOf } from '../lib/times.ts';
import { now, times } from '../state/clock.ts';

/** The age of the cached value, and whether Zoom was unreachable. */
export function LastChecked({ livestream }: { livestream: Livestream }) {
  const at = momentOf(livestream.fetched_at);
  if (!at) return null;
  const age = times.value.age(at, now.value);
  return (
    <time class={livestream.stale ? 'age stale' : 'age'} dateTime={livestream.fetched_at}>
      {sentenceOfAge(age, livestream.stale)}
    </time>
  );
}

/** Warns that the cached value below may be out of date because Zoom was unreachable. */
export function StaleNote({ fetchedAt }: { fetchedAt: string }) {
  const at = momentOf(fetchedAt);
  const age = (at && times.value.age(at, now.value)) ?? strings.age.justNow;
  return (
    <p class="note note-warn" role="status">
      {strings.age.staleTitle(age)}
    </p>
  );
}

function sentenceOfAge(age: string | null, stale: boolean): string {
  if (stale) return age ? strings.age.stale(age) : strings.age.staleNow;
  return age ? strings.age.checked(age) : strings.age.checkedNow;
}
