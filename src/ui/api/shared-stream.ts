import { createEventStream, type EventMessage, type MessageName, type Source } from './event-stream.ts';

/** One event of the server. */
type UserEvent = { [Name in MessageName]: { id: string; name: Name; data: EventMessage[Name] } }[MessageName];

/** `limit`: the server rejects another stream of this user. */
export type StreamStatus = 'current' | 'interrupted' | 'limit';

type Message =
  /** From the leader: an event, which each tab delivers once. */
  | { type: 'event'; event: UserEvent }
  /** From the leader, also as the reply to a ping: it is alive, and this is how its stream is. */
  | { type: 'status'; status: StreamStatus; lastId: string }
  /** From a new leader: followers report how far they are. */
  | { type: 'leading' }
  /** From a follower: it has every event up to and including `after`. */
  | { type: 'joined'; from: string; after: string; isNew: boolean }
  /**
   * From the leader to one follower: the events that it lacks; `isComplete` is false if some of
   * them were already discarded.
   */
  | { type: 'missed'; to: string; events: UserEvent[]; isComplete: boolean; lastId: string }
  | { type: 'ping' }
  /** The session may have ended: each tab checks for itself. */
  | { type: 'check-session'; isErased: boolean };

/** The part of a BroadcastChannel that is used. */
export type Channel = {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  close(): void;
};

/** The part of the Web Locks API (`navigator.locks`) that is used. */
export type Locks = {
  request(
    name: string,
    options: { signal?: AbortSignal; steal?: boolean },
    hold: () => Promise<void>,
  ): Promise<unknown>;
};

export type SharedStreamOptions = {
  /** Connects to receive what comes after the event of that id. */
  open: (lastId: string) => Source;
  onEvent: <Name extends MessageName>(name: Name, data: EventMessage[Name]) => void;
  onStatus: (status: StreamStatus) => void;
  /** This tab's stream opened, or events arrive again after an interruption. */
  onOpen: () => void;
  /** The server rejected this tab's stream. Resolves to how long to wait (ms) if the user has too many, else to 0. */
  onRejected: () => Promise<number>;
  /** Another tab signed out, or found that the session has ended; or it erased the user's data. */
  onCheckSession: (isErased: boolean) => void;
  /** Without both of these each tab has a stream of its own. */
  locks?: Locks | undefined;
  openChannel?: ((name: string) => Channel) | undefined;
};

const PING_INTERVAL_MS = 500;
/** A leader that replied this recently needs no ping. */
const RECENT_MS = 400;
/**
 * Frozen and hung pages keep their lock. After this many pings without a reply, another tab takes
 * it.
 */
const MAX_MISSED_PINGS = 2;
/** Number of events stored for tabs that join or fall behind. */
const MAX_EVENTS = 200;

/** Event ids are decimal numbers that may exceed 2^53. */
function isAfter(id: string, other: string): boolean {
  return id.length === other.length ? id > other : id.length > other.length;
}

/** Everything of the user may have changed: sent when events may have been lost. */
function isGap({ name, data }: UserEvent): boolean {
  return name === 'livestream' && data.kind === undefined && data.meeting_id === undefined;
}

/**
 * The events of one user, over one connection for all tabs of a browser. The tab that holds a Web
 * Lock (the leader) has the stream and distributes its events through a BroadcastChannel. When it
 * closes, the browser gives the lock to another tab; when it is frozen or hangs, a follower takes
 * the lock within two seconds. The new leader continues after the last event that it received, and
 * each tab drops events that it already has, so no event is lost or delivered twice.
 */
export function createSharedStream(options: SharedStreamOptions) {
  const { onEvent, onStatus, onOpen, onRejected, onCheckSession, locks, openChannel } = options;
  const self = Math.random().toString(36).slice(2);
  let user = '';
  let lastId = '';
  let status: StreamStatus = 'current';
  let isActive = false;
  let isLeader = false;
  /** Another tab found first that the session has ended, and has already informed the others. */
  let knowsOfEnd = false;
  let channel: Channel | null = null;
  let release: () => void = () => {};
  let waiting = new AbortController();
  let ticker: ReturnType<typeof setInterval> | undefined;
  let lastSignAt = 0;
  let missedPings = 0;
  /** The latest events, complete from the one after `storedFrom`. */
  let stored: UserEvent[] = [];
  let storedFrom = '';

  const stream = createEventStream({
    open: options.open,
    onEventMessage: (name, data, id) => {
      const event = { id, name, data } as UserEvent;
      post({ type: 'event', event });
      deliver(event);
    },
    onInterrupted: (isInterrupted) => {
      // A rejected stream is interrupted too, but `limit` is more specific.
      if (!isInterrupted || status !== 'limit') changeStatus(isInterrupted ? 'interrupted' : 'current');
    },
    onOpen,
    onRejected: rejected,
  });

  async function rejected(): Promise<void> {
    const waitMs = await onRejected();
    if (waitMs > 0) {
      stream.postpone(waitMs);
      changeStatus('limit');
    } else if (status === 'limit') changeStatus('interrupted');
  }

  const post = (message: Message) => channel?.postMessage(message);

  function deliver(event: UserEvent): void {
    if (isGap(event)) {
      stored = [];
      storedFrom = event.id;
    } else {
      if (!isAfter(event.id, lastId)) return;
      stored.push(event);
      if (stored.length > MAX_EVENTS) storedFrom = stored.shift()?.id ?? storedFrom;
    }
    lastId = event.id;
    onEvent(event.name, event.data as never);
  }

  function changeStatus(next: StreamStatus): void {
    setStatus(next);
    if (isLeader) post({ type: 'status', status, lastId });
  }

  function setStatus(next: StreamStatus): void {
    status = next;
    onStatus(next);
  }

  function receive(message: Message): void {
    if (message.type === 'check-session') {
      knowsOfEnd = true;
      onCheckSession(message.isErased);
    } else if (isLeader) response(message);
    else takeFromLeader(message);
  }

  function takeFromLeader(message: Message): void {
    if (message.type === 'ping' || message.type === 'joined') return;
    lastSignAt = performance.now();
    missedPings = 0;
    if (message.type === 'event') deliver(message.event);
    if (message.type === 'leading') join(false);
    if (message.type === 'status') follow(message);
    if (message.type === 'missed' && message.to === self) catchUp(message);
  }

  function follow({ status: next, lastId: leaderId }: Extract<Message, { type: 'status' }>): void {
    const isBack = status !== 'current' && next === 'current';
    if (next !== status) setStatus(next);
    if (isBack) onOpen();
    // Events arrive before the status: this tab was frozen and missed some.
    if (isAfter(leaderId, lastId)) join(false);
  }

  function catchUp({ events, isComplete, lastId: leaderId }: Extract<Message, { type: 'missed' }>): void {
    for (const event of events) deliver(event);
    if (!isComplete) deliver({ id: leaderId, name: 'livestream', data: {} });
  }

  function response(message: Message): void {
    if (message.type === 'ping') post({ type: 'status', status, lastId });
    if (message.type !== 'joined') return;
    const { from, after } = message;
    const isComplete = !isAfter(storedFrom, after);
    const events = isComplete ? stored.filter(({ id }) => isAfter(id, after)) : [];
    if (events.length > 0 || !isComplete) post({ type: 'missed', to: from, events, isComplete, lastId });
    post({ type: 'status', status, lastId });
    // A joining tab has a session, so a stream that waits for its next attempt can reconnect now.
    if (message.isNew && status !== 'current') stream.restart();
  }

  const join = (isNew: boolean) => post({ type: 'joined', from: self, after: lastId, isNew });

  /** Holds the lock until this tab leaves, or the lock is taken from it. */
  function lead(attempt: AbortController): Promise<void> {
    return new Promise((resolve) => {
      if (!isActive || waiting !== attempt) return resolve();
      release = resolve;
      isLeader = true;
      missedPings = 0;
      post({ type: 'leading' });
      stream.start(lastId);
    });
  }

  function stepDown(): void {
    isLeader = false;
    stream.stop();
    release();
    release = () => {};
  }

  /** Waits for the lock, or takes it. */
  async function elect(steal: boolean): Promise<void> {
    waiting.abort();
    const attempt = new AbortController();
    waiting = attempt;
    const isCurrent = () => isActive && waiting === attempt;
    try {
      const request = steal ? { steal } : { signal: attempt.signal };
      await locks?.request(`uplink-events ${user}`, request, () => lead(attempt));
    } catch {
      // Aborted by this tab, or taken by another while this one was frozen or hung.
      if (!isCurrent()) return;
      stepDown();
      lastSignAt = performance.now();
      join(false);
      elect(false);
    }
  }

  function tick(): void {
    if (isLeader) return;
    if (performance.now() - lastSignAt < RECENT_MS) return;
    if (missedPings < MAX_MISSED_PINGS) {
      missedPings += 1;
      post({ type: 'ping' });
      return;
    }
    missedPings = 0;
    elect(true);
  }

  function enter(): void {
    isActive = true;
    if (!locks || !openChannel) {
      stream.start(lastId);
      return;
    }
    const isOpen = openChannel(`uplink-events ${user}`);
    channel = isOpen;
    isOpen.addEventListener('message', ({ data }) => {
      if (channel === isOpen) receive(data as Message);
    });
    lastSignAt = performance.now();
    missedPings = 0;
    join(true);
    elect(false);
    ticker = setInterval(tick, PING_INTERVAL_MS);
  }

  function exit(): void {
    isActive = false;
    clearInterval(ticker);
    waiting.abort();
    stepDown();
    channel?.close();
    channel = null;
  }

  return {
    /**
     * Delivers the events of this user (Zoom user id) that follow the event `after`, until `stop`. Only tabs of the same
     * user share a stream.
     */
    start(userId: string, after: string) {
      if (isActive) exit();
      user = userId;
      lastId = after;
      storedFrom = after;
      stored = [];
      status = 'current';
      knowsOfEnd = false;
      enter();
    },
    /**
     * Stops, for example when the user has signed out. The other tabs check whether their session
     * still exists.
     */
    stop(isErased = false) {
      if (!isActive) return;
      if (!knowsOfEnd) post({ type: 'check-session', isErased });
      exit();
      user = '';
    },
    /**
     * The page will be frozen or stored in the back/forward cache: another tab becomes the
     * leader.
     */
    suspend() {
      if (isActive) exit();
    },
    /** The page runs again, after `suspend`. */
    resume() {
      if (!isActive && user) enter();
    },
    /** Opens the stream again immediately: the device was asleep or offline. */
    restart() {
      if (isLeader || !channel) stream.restart();
    },
    /** Notifies the other tabs that the session may have ended. */
    checkSession() {
      post({ type: 'check-session', isErased: false });
    },
  };
}
