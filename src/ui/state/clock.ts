import { computed, signal } from '@preact/signals';
import { locale } from '../i18n/language.ts';
import { createTimes } from '../lib/times.ts';
import { session } from './session.ts';

const TICK_MS = 20_000;

/** The current time, updated regularly so that displayed ages stay correct. */
export const now = signal(new Date());

setInterval(() => {
  now.value = new Date();
}, TICK_MS);

/** The current day, as a key, in the user's time zone. */
export const today = computed(() => times.value.dayKey(now.value));

/** Whether the user's browser uses a 12- or 24-hour clock, independent of the app's language. */
const { hourCycle } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();

/** Formats times in the time zone of the user's Zoom profile. */
export const times = computed(() =>
  createTimes({
    locale,
    zone: session.value.state === 'signed in' ? session.value.me.user.timezone : null,
    ...(hourCycle ? { hourCycle } : {}),
  }),
);

/** The time of day within a sentence, with the day if it is not today. */
export function shortMoment(at: Date): string {
  const { dayKey, timeOfDay, moment } = times.value;
  return dayKey(at) === today.value ? timeOfDay(at) : moment(at, now.value);
}
