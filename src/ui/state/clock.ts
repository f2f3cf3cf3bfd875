import { computed, signal } from '@preact/signals';
import { locale } from '../i18n/language.ts';
import { createTimes } from '../lib/times.ts';
import { session } from './session.ts';

const TICK_MS = 20_000;

/** The present moment, moving on so that ages on the screen stay honest. */
export const now = signal(new Date());

setInterval(() => {
  now.value = new Date();
}, TICK_MS);

/** Its day, as a key, where the signed-in person is. */
export const today = computed(() => times.value.dayKey(now.value));

/** Whether this browser's user reads clocks of 12 or 24 hours, whatever language the app speaks. */
const { hourCycle } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();

/** Times as the signed-in person reads them: in the zone of their Zoom profile. */
export const times = computed(() =>
  createTimes({
    locale,
    zone: session.value.state === 'signed in' ? session.value.me.user.timezone : null,
    ...(hourCycle ? { hourCycle } : {}),
  }),
);
