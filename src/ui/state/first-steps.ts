import { computed, signal } from '@preact/signals';
import { api } from '../api/client.ts';
import type { Me } from '../api/types.ts';
import { read, refreshSession, session } from './session.ts';

/** The user who closed the first steps on this page: a slower response may still have them. */
const closedBy = signal('');

/** What the signed-in user has done so far; null if the first steps are closed. */
export const firstSteps = computed<Me['first_steps']>(() => {
  const current = session.value;
  if (current.state !== 'signed in' || current.me.user.id === closedBy.value) return null;
  return current.me.first_steps;
});

/** Closes the first steps for this user on every device. Returns whether that worked. */
export async function closeFirstSteps(): Promise<boolean> {
  const current = session.peek();
  if (current.state !== 'signed in') return false;
  const { ok } = await read(api.DELETE('/api/me/first-steps'));
  if (ok) closedBy.value = current.me.user.id;
  return ok;
}

/** A bulk edit changes many livestreams within a moment. */
const SOON_MS = 300;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Loads the progress again, once for changes that follow each other. */
export function refreshFirstSteps(): void {
  if (firstSteps.peek() === null) return;
  clearTimeout(timer);
  timer = setTimeout(refreshSession, SOON_MS);
}
