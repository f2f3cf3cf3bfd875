import { signal } from '@preact/signals';
import type { Me } from './api.ts';
import { type Answer, type Asked, answerTo, api, type Failure, isProblem, post } from './client.ts';
import { forgetSeen } from './seen.ts';

export type Session =
  | { state: 'loading' }
  | { state: 'signed out'; ended: boolean; erased?: true }
  | { state: 'failed'; failure: Failure }
  | { state: 'signed in'; me: Me };

export const session = signal<Session>({ state: 'loading' });

/** Asks who is signed in. */
export async function loadSession(): Promise<void> {
  const answer = await answerTo(api.GET('/api/me'));
  if (answer.ok) {
    session.value = { state: 'signed in', me: answer.value };
    return;
  }
  const signedOut = isProblem(answer.failure, 'not_signed_in');
  session.value = signedOut
    ? { state: 'signed out', ended: false }
    : { state: 'failed', failure: answer.failure };
}

/**
 * Reads from the API. A session that has ended leads to the signed-out screen; a dead grant to the banner
 * that offers reconnecting.
 */
export async function read<T>(asked: Asked<T>): Promise<Answer<T>> {
  const answer = await answerTo(asked);
  if (!answer.ok) noteFailure(answer.failure);
  return answer;
}

/** Asks again who is signed in, with the screen as it is meanwhile. */
export async function refreshSession(): Promise<void> {
  const answer = await read(api.GET('/api/me'));
  if (answer.ok && session.value.state === 'signed in')
    session.value = { state: 'signed in', me: answer.value };
}

function noteFailure(failure: Failure): void {
  if (isProblem(failure, 'not_signed_in')) session.value = { state: 'signed out', ended: true };
  if (isProblem(failure, 'reconnect_required')) noteReconnect();
}

/** Shows the banner without waiting for the next look at `/api/me`. */
export function noteReconnect(): void {
  const current = session.value;
  if (current.state !== 'signed in') return;
  const connection = { ...current.me.connection, status: 'reconnect_required' as const };
  session.value = { state: 'signed in', me: { ...current.me, connection } };
}

/** Ends this session, or all of this user's; whether it worked. */
export async function signOut(where: 'here' | 'everywhere'): Promise<boolean> {
  const answer = await answerTo(post(where === 'here' ? '/logout' : '/logout/everywhere'));
  if (!answer.ok && !isProblem(answer.failure, 'not_signed_in')) return false;
  forgetSeen();
  session.value = { state: 'signed out', ended: false };
  return true;
}

/** Ends the connection to Zoom and erases everything; undefined where that went well. */
export async function eraseMe(): Promise<Failure | undefined> {
  const answer = await answerTo(api.DELETE('/api/me'));
  if (!answer.ok && !isProblem(answer.failure, 'not_signed_in')) return answer.failure;
  forgetSeen();
  session.value = { state: 'signed out', ended: false, erased: true };
  return undefined;
}
