import { signal } from '@preact/signals';

/** The text of the live region. `count` makes screen readers repeat an identical text. */
export const announcement = signal({ text: '', count: 0 });

/** Announces a message to screen readers, politely. */
export function announce(text: string): void {
  announcement.value = { text, count: announcement.value.count + 1 };
}
