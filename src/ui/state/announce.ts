import { signal } from '@preact/signals';

/** What the live region says; `count` makes the same sentence twice in a row be said twice. */
export const announcement = signal({ text: '', count: 0 });

/** Says a sentence to screen readers, politely. */
export function announce(text: string): void {
  announcement.value = { text, count: announcement.value.count + 1 };
}
