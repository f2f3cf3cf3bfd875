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
import { keepLanguage } from '../i18n/language.ts';
import { isGuarded } from './navigation.ts';
import { turnOffNotifications } from './notification-setting.ts';
import { clearPlannedStops } from './planned-stops.ts';
import { clearToasts } from './toasts.ts';

/** Why the page no longer shows the user's data. */
export type Ending = 'signed out' | 'ended' | 'erased' | 'other user';

export type Session =
  | { state: 'loading' }
  | { state: 'signed out'; because?: Ending }
  | { state: 'failed'; failure: Failure }
  | { state: 'signed in'; me: Me };

/** The user's data is being erased, which ends the session before the response arrives. */
let isErasing = false;

export const session = signal<Session>({ state: 'loading' });

/** Loads the signed-in user. */
export async function loadSession(): Promise<void> {
  const response = await fetchUser();
  if (response.ok) return enter(response.value);
  if (isProblem(response.failure, 'not_signed_in')) return leave();
  session.value = { state: 'failed', failure: response.failure };
}

const fetchUser = () => resultFor(unguardedApi.GET('/api/me'));

/**
 * Data that was loaded for one user is never shown to another, and input of one is never sent for
 * the other.
 */
function enter(me: Me): void {
  const current = session.peek();
  if (current.state === 'signed in' && current.me.user.id !== me.user.id) {
    leave('other user');
    return;
  }
  identifyAs(me.user.id);
  session.value = { state: 'signed in', me };
}

/**
 * Requests keep the user for whom they were started: pending requests must not run for the next
 * user.
 */
function leave(because?: Ending): void {
  clearMeetingCache();
  clearToasts();
  if (because === 'erased') clearBrowser();
  session.value = because ? { state: 'signed out', because } : { state: 'signed out' };
}

/**
 * Reads from the API. An ended session leads to the signed-out screen; a revoked grant shows the
 * "Reconnect to Zoom" banner.
 */
export async function read<T>(requested: ApiRequest<T>): Promise<ApiResult<T>> {
  const response = await resultFor(requested);
  if (!response.ok) recordFailure(response.failure);
  return response;
}

/**
 * Loads the signed-in user again while the screen stays. A signed-out user with unsaved input keeps
 * the page, and sees the error at the next action; another user never sees that input. Resolves to
 * false if the session has ended or belongs to another user.
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
  // The session may have ended, or belong to another user.
  if (isProblem(failure, 'not_signed_in')) refreshSession();
  if (isProblem(failure, 'reconnect_required')) recordReconnect();
}

/** Shows the banner without waiting for the next request of `/api/me`. */
export function recordReconnect(): void {
  const current = session.value;
  if (current.state !== 'signed in') return;
  const connection = { ...current.me.connection, status: 'reconnect_required' as const };
  session.value = { state: 'signed in', me: { ...current.me, connection } };
}

/**
 * Ends this session, or all sessions of the user; returns whether that worked. A session that has
 * already ended counts as success, but the others may still exist.
 */
export async function signOut(where: 'here' | 'everywhere'): Promise<boolean> {
  const restoreLanguage = keepLanguage();
  const response = await resultFor(post(where === 'here' ? '/logout' : '/logout/everywhere'));
  restoreLanguage();
  if (!response.ok) recordFailure(response.failure);
  const isEnded =
    response.ok ||
    (where === 'here' && isProblem(response.failure, 'not_signed_in') && !isForAnother(response.failure));
  if (isEnded) {
    clearBrowser();
    leave('signed out');
  }
  return isEnded;
}

/** Removes what this browser stores for the user. */
function clearBrowser(): void {
  turnOffNotifications();
  clearPlannedStops();
}

/** Whether the server rejected the request because another user is signed in now. */
function isForAnother(failure: Failure): boolean {
  return failure.kind === 'problem' && failure.problem.reason === 'somebody_else';
}

/** Disconnects from Zoom and deletes all data; undefined on success. */
export async function deleteAccount(): Promise<Failure | undefined> {
  isErasing = true;
  const restoreLanguage = keepLanguage();
  const response = await resultFor(api.DELETE('/api/me'));
  restoreLanguage();
  isErasing = false;
  if (!response.ok) {
    recordFailure(response.failure);
    return response.failure;
  }
  leave('erased');
  return undefined;
}
