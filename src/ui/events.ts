import { computed, effect, signal } from '@preact/signals';
import { announce } from './announce.ts';
import { createEventStream, type TellName, type Told } from './event-stream.ts';
import { noteReconnect, refreshSession, session } from './session.ts';
import { strings } from './strings.ts';

type Listeners = { [Name in TellName]: Set<(data: Told[Name]) => void> };

const listeners: Listeners = {
  livestream: new Set(),
  live: new Set(),
  'bulk-update': new Set(),
  connection: new Set(),
};

/** Whether what is shown may be old, because the server cannot tell this page anything at the moment. */
export const interrupted = signal(false);

/** Calls `listener` whenever the server tells of this; the returned function ends it. */
export function onEvent<Name extends TellName>(name: Name, listener: (data: Told[Name]) => void): () => void {
  listeners[name].add(listener);
  return () => listeners[name].delete(listener);
}

/** Whose events they are to be (Zoom user id). */
let user = '';

const stream = createEventStream({
  open: (lastId) => new EventSource(`/api/events?${new URLSearchParams({ last_event_id: lastId, user })}`),
  onTold: (name, data) => {
    for (const listener of listeners[name]) listener(data);
  },
  onInterrupted: (isInterrupted) => {
    if (isInterrupted === interrupted.peek()) return;
    interrupted.value = isInterrupted;
    announce(isInterrupted ? strings.updates.interrupted : strings.updates.back);
  },
  // The stream is whoever's is signed in when it opens, which may be somebody else by now.
  onOpened: refreshSession,
  onRefused: refreshSession,
});

const NAP_LOOK_MS = 15_000;
/** Browsers wake a hidden window's timers once a minute; what is late by more was asleep. */
const NAP_MS = 150_000;

/** Listens to the server for as long as somebody is signed in, in a hidden window too. */
export function followEvents(): void {
  const isSignedIn = computed(() => session.value.state === 'signed in');
  effect(() => {
    const current = isSignedIn.value ? session.peek() : undefined;
    if (current?.state === 'signed in') {
      user = current.me.user.id;
      stream.start(current.me.last_event_id);
    } else stream.stop();
    interrupted.value = false;
  });
  onEvent('connection', ({ status }) => {
    if (status === 'reconnect_required') noteReconnect();
    else refreshSession();
  });
  addEventListener('online', stream.restart);
  let awakeAt = Date.now();
  setInterval(() => {
    if (Date.now() - awakeAt > NAP_MS) stream.restart();
    awakeAt = Date.now();
  }, NAP_LOOK_MS);
}
