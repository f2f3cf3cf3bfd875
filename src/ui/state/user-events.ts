import { computed, effect, signal } from '@preact/signals';
import type { EventMessage, MessageName } from '../api/event-stream.ts';
import { createSharedStream } from '../api/shared-stream.ts';
import type { StreamStatus } from '../api/tab-messages.ts';
import type { Problem } from '../api/types.ts';
import { strings } from '../i18n/index.ts';
import { announce } from './announce.ts';
import { recordReconnect, refreshSession, session } from './session.ts';

type Listeners = { [Name in MessageName]: Set<(data: EventMessage[Name]) => void> };

const listeners: Listeners = {
  livestream: new Set(),
  live: new Set(),
  'bulk-update': new Set(),
  connection: new Set(),
};

/** Whether this page receives events; if not, it may be out of date. */
export const streamStatus = signal<StreamStatus>('current');

/** Calls `listener` for each event of this name; the returned function ends it. */
export function onEvent<Name extends MessageName>(
  name: Name,
  listener: (data: EventMessage[Name]) => void,
): () => void {
  listeners[name].add(listener);
  return () => listeners[name].delete(listener);
}

/** The user whose events are requested (Zoom user id). */
let user = '';

const addressOf = (lastId: string) => `/api/events?${new URLSearchParams({ last_event_id: lastId, user })}`;

const stream = createSharedStream({
  open: (lastId) => new EventSource(addressOf(lastId)),
  onEvent: (name, data) => {
    for (const listener of listeners[name]) listener(data);
  },
  onStatus: (status) => {
    if (status === streamStatus.peek()) return;
    streamStatus.value = status;
    announce(status === 'current' ? strings.updates.back : strings.updates[status]);
  },
  onOpen: () => refreshSession(),
  onRejected: async () => {
    if (!navigator.onLine) return 0;
    const waitMs = await msUntilRoom();
    if (waitMs === 0 && !(await refreshSession())) stream.checkSession();
    return waitMs;
  },
  onCheckSession: (isErased) => refreshSession(isErased ? 'erased' : 'ended'),
  locks: 'locks' in navigator ? navigator.locks : undefined,
  openChannel: 'BroadcastChannel' in globalThis ? (name) => new BroadcastChannel(name) : undefined,
});

/** Whether this tab acts for all tabs of the browser. */
export const isLeader = () => stream.isLeader();

const PROBE_TIMEOUT_MS = 10_000;

/**
 * An EventSource does not report why it was rejected. Returns how long to wait (ms) if the user has
 * too many streams, else 0.
 */
async function msUntilRoom(): Promise<number> {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), PROBE_TIMEOUT_MS);
  try {
    const response = await fetch(addressOf(''), { signal: ended.signal });
    if (response.status !== 429) return 0;
    const { reason, retry_after: seconds = 0 }: Problem = await response.json();
    return reason === 'too_many_windows' ? Math.max(seconds, 1) * 1_000 : 0;
  } catch {
    return 0;
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}

const NAP_CHECK_MS = 15_000;
/**
 * Browsers run the timers of a hidden page once a minute; a longer gap means that the device slept.
 */
const NAP_MS = 150_000;

function wasErased(): boolean {
  const current = session.peek();
  return current.state === 'signed out' && current.because === 'erased';
}

/** Receives events while a user is signed in, also on a hidden page. */
export function followEvents(): void {
  const isSignedIn = computed(() => session.value.state === 'signed in');
  effect(() => {
    const current = isSignedIn.value ? session.peek() : undefined;
    if (current?.state === 'signed in') {
      user = current.me.user.id;
      stream.start(user, current.me.last_event_id);
    } else stream.stop(wasErased());
    streamStatus.value = 'current';
  });
  onEvent('connection', ({ status }) => {
    if (status === 'reconnect_required') recordReconnect();
    else refreshSession();
  });
  addEventListener('online', stream.restart);
  document.addEventListener('freeze', stream.suspend);
  document.addEventListener('resume', stream.resume);
  addEventListener('pagehide', stream.suspend);
  addEventListener('pageshow', stream.resume);
  let awakeAt = Date.now();
  setInterval(() => {
    if (Date.now() - awakeAt > NAP_MS) stream.restart();
    awakeAt = Date.now();
  }, NAP_CHECK_MS);
}
