import { signal } from '@preact/signals';
import { strings } from '../i18n/index.ts';
import { announce } from './announce.ts';

type ToastAction = { label: string; run: () => void };

/** A short message about what just happened, with an action such as "Undo" if there is one. */
export type ToastContent = { text: string; action?: ToastAction };

export type Toast = ToastContent & { id: number };

const SHOWN_MS = 10_000;
/** An older toast makes room: more would cover the screen of a phone. */
const MAX_TOASTS = 3;

/** The toasts on the screen, oldest first. */
export const toasts = signal<readonly Toast[]>([]);

type Countdown = { remainingMs: number; startedAt: number; timer?: ReturnType<typeof setTimeout> };

const countdowns = new Map<number, Countdown>();
let isPaused = false;
let lastId = 0;

function start(id: number, countdown: Countdown): void {
  countdown.startedAt = performance.now();
  countdown.timer = setTimeout(() => dismissToast(id), countdown.remainingMs);
}

/**
 * Shows a toast for 10 seconds, and announces it. The same text replaces its earlier toast. The
 * returned function removes it, for example if its action is no longer possible.
 */
export function showToast({ text, action }: ToastContent): () => void {
  const repeated = toasts.peek().filter((each) => each.text === text);
  const crowded = toasts.peek().filter((each) => !repeated.includes(each));
  for (const each of [...repeated, ...crowded.slice(0, -(MAX_TOASTS - 1))]) dismissToast(each.id);
  lastId += 1;
  const id = lastId;
  toasts.value = [...toasts.peek(), action ? { id, text, action } : { id, text }];
  const countdown: Countdown = { remainingMs: SHOWN_MS, startedAt: 0 };
  countdowns.set(id, countdown);
  if (!isPaused) start(id, countdown);
  announce(action ? `${text} ${strings.toasts.shortcut(action.label)}` : text);
  return () => dismissToast(id);
}

/** Removes a toast before its time. */
export function dismissToast(id: number): void {
  clearTimeout(countdowns.get(id)?.timer);
  countdowns.delete(id);
  toasts.value = toasts.peek().filter((each) => each.id !== id);
  if (toasts.peek().length === 0) isPaused = false;
}

/** Removes all toasts: their texts and actions belong to a user who has left. */
export function clearToasts(): void {
  for (const { id } of toasts.peek()) dismissToast(id);
}

/** Stops the time of all toasts while the user reads or operates one, and continues it after. */
export function pauseToasts(pause: boolean): void {
  if (pause === isPaused) return;
  isPaused = pause;
  for (const [id, countdown] of countdowns) {
    if (!pause) {
      start(id, countdown);
      continue;
    }
    clearTimeout(countdown.timer);
    countdown.remainingMs -= performance.now() - countdown.startedAt;
  }
}
