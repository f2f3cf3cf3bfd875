import { signal } from '@preact/signals';
import {
  type ApiRequest,
  type ApiResult,
  api,
  type Failure,
  identifyAs,
  isProblem,
  post,
  resultFor,
  unguardedApi,
} from '../api/client.ts';
import { clearMeetingCache } from '../api/meeting-cache.ts';
import type { Me } from '../api/types.ts';
import { isGuarded } from './navigation.ts';

/** Why a page that showed somebody's own shows it no more. */
export type Ending = 'ended' | 'erased' | 'somebody else';

export type Session =
  | { state: 'loading' }
  | { state: 'signed out'; because?: Ending }
  | { state: 'failed'; failure: Failure }
  | { state: 'signed in'; me: Me };

/** The user's data is being erased, which ends the session before the response arrives. */
let isErasing = false;

export const session = signal<Session>({ state: 'loading' });

/** Asks who is signed in. */
export async function loadSession(): Promise<void> {
  const response = await fetchUser();
  if (response.ok) return enter(response.value);
  if (isProblem(response.failure, 'not_signed_in')) return leave();
  session.value = { state: 'failed', failure: response.failure };
}

const fetchUser = () => resultFor(unguardedApi.GET('/api/me'));

/** What was read for one user is not shown to another, nor what one of them typed sent for the other. */
function enter(me: Me): void {
  const current = session.peek();
  if (current.state === 'signed in' && current.me.user.id !== me.user.id) {
    leave('somebody else');
    return;
  }
  identifyAs(me.user.id);
  session.value = { state: 'signed in', me };
}

/** Requests go on naming who they were begun for: what is still under way must not be done for whoever is signed in next. */
function leave(because?: Ending): void {
  clearMeetingCache();
  session.value = because ? { state: 'signed out', because } : { state: 'signed out' };
}

/**
 * Reads from the API. A session that has ended leads to the signed-out screen; a dead grant to the banner
 * that offers reconnecting.
 */
export async function read<T>(requested: ApiRequest<T>): Promise<ApiResult<T>> {
  const response = await resultFor(requested);
  if (!response.ok) recordFailure(response.failure);
  return response;
}

/**
 * Asks again who is signed in, with the screen as it is meanwhile. Who is signed out, but has typed something, keeps it
 * and is told by what they do next; what was typed is not kept before somebody else's eyes. Resolves to false if the
 * session has ended, or is another user's.
 */
export async function refreshSession(ending: Ending = 'ended'): Promise<boolean> {
  const response = await fetchUser();
  if (session.peek().state !== 'signed in') return false;
  if (response.ok) {
    enter(response.value);
    return session.peek().state === 'signed in';
  }
  const hasEnded = isProblem(response.failure, 'not_signed_in');
  if (hasEnded && isErasing) leave('erased');
  else if (hasEnded && !isGuarded()) leave(ending);
  return !hasEnded;
}

function recordFailure(failure: Failure): void {
  // Nobody may be signed in, or somebody else.
  if (isProblem(failure, 'not_signed_in')) refreshSession();
  if (isProblem(failure, 'reconnect_required')) recordReconnect();
}

/** Shows the banner without waiting for the next look at `/api/me`. */
export function recordReconnect(): void {
  const current = session.value;
  if (current.state !== 'signed in') return;
  const connection = { ...current.me.connection, status: 'reconnect_required' as const };
  session.value = { state: 'signed in', me: { ...current.me, connection } };
}

/** Ends this session, or all of this user's; whether it worked. One that has ended already has, but its others have not. */
export async function signOut(where: 'here' | 'everywhere'): Promise<boolean> {
  const response = await resultFor(post(where === 'here' ? '/logout' : '/logout/everywhere'));
  if (!response.ok) recordFailure(response.failure);
  const isEnded =
    response.ok ||
    (where === 'here' && isProblem(response.failure, 'not_signed_in') && !isForAnother(response.failure));
  if (isEnded) leave();
  return isEnded;
}

/** Whether a refusal says that somebody else is signed in by now. */
function isForAnother(failure: Failure): boolean {
  return failure.kind === 'problem' && failure.problem.reason === 'somebody_else';
}

/** Ends the connection to Zoom and erases everything; undefined where that went well. */
export async function eraseMe(): Promise<Failure | undefined> {
  isErasing = true;
  const response = await resultFor(api.DELETE('/api/me'));
  isErasing = false;
  if (!response.ok) {
    recordFailure(response.failure);
    return response.failure;
  }
  leave('erased');
  return undefined;
}
