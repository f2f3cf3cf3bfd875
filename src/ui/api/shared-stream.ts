import { createEventLog, type UserEvent } from './event-log.ts';
import { createEventStream, type EventMessage, type MessageName, type Source } from './event-stream.ts';
import { createElection, type Locks } from './leader-election.ts';
import {
  type Channel,
  createTabChannel,
  isFromLeader,
  join,
  receiveAsFollower,
  receiveAsLeader,
  type StreamStatus,
  statusOf,
  type Tab,
  type TabMessage,
} from './tab-messages.ts';

export type SharedStreamOptions = {
  /** Connects to receive what comes after the event of that id. */
  open: (lastId: string) => Source;
  onEvent: <Name extends MessageName>(name: Name, data: EventMessage[Name]) => void;
  onStatus: (status: StreamStatus) => void;
  /** This tab's stream opened, or events arrive again after an interruption. */
  onOpen: () => void;
  /**
   * The server rejected this tab's stream. Resolves to how long to wait (ms) if the user has too
   * many, else to 0.
   */
  onRejected: () => Promise<number>;
  /** Another tab signed out, or found that the session has ended; or it erased the user's data. */
  onCheckSession: (isErased: boolean) => void;
  /** Without both of these each tab has a stream of its own. */
  locks?: Locks | undefined;
  openChannel?: ((name: string) => Channel) | undefined;
};

export type SharedStream = {
  /**
   * Delivers the events of this user (Zoom user id) that follow the event `after`, until `stop`.
   * Only tabs of the same user share a stream.
   */
  start(userId: string, after: string): void;
  /**
   * Stops, for example when the user has signed out. The other tabs check whether their session
   * still exists.
   */
  stop(isErased?: boolean): void;
  /** Before the page is frozen or cached for going back: another tab becomes the leader. */
  suspend(): void;
  /** The page runs again, after `suspend`. */
  resume(): void;
  /** Opens the stream again immediately: the device was asleep or offline. */
  restart(): void;
  /** Whether this tab has the stream: one tab of a browser, or each if tabs cannot share it. */
  isLeader(): boolean;
  /** Notifies the other tabs that the session may have ended. */
  checkSession(): void;
};

/**
 * The events of one user, over one connection for all tabs of a browser. The tab that holds a Web
 * Lock (the leader) has the stream and distributes its events through a BroadcastChannel. When it
 * closes, the browser gives the lock to another tab; when it is frozen or hangs, a follower takes
 * the lock within two seconds. The new leader continues after the last event that it received, and
 * each tab drops events that it already has, so no event is lost or delivered twice.
 */
export function createSharedStream(options: SharedStreamOptions): SharedStream {
  const { onEvent, onOpen, onCheckSession, locks, openChannel } = options;
  let user = '';
  let isActive = false;
  /** Another tab found first that the session has ended, and has already informed the others. */
  let knowsOfEnd = false;
  const log = createEventLog();
  const status = createStatus(options.onStatus);
  const receive = (message: TabMessage) => {
    if (message.type === 'check-session') {
      knowsOfEnd = true;
      onCheckSession(message.isErased);
    } else if (election.isLeader()) receiveAsLeader(tab, message);
    else if (isFromLeader(message)) {
      election.recordSign();
      receiveAsFollower(tab, message);
    }
  };
  const channel = openChannel && createTabChannel(openChannel, receive);
  const post = (message: TabMessage) => channel?.post(message);
  const tab: Tab = {
    id: Math.random().toString(36).slice(2),
    log,
    ...status,
    deliver: (event) => log.add(event) && onEvent(event.name, event.data as never),
    post,
    onOpen,
    restart: () => stream.restart(),
  };
  const stream = createLeaderStream(options, tab, () => election.isLeader());
  const election = createElection({
    locks,
    onElected: () => {
      post({ type: 'leading' });
      stream.start(log.lastId());
    },
    onReplaced: () => {
      stream.stop();
      join(tab, false);
    },
    ping: () => post({ type: 'ping' }),
  });

  const enter = () => {
    isActive = true;
    if (!locks || !channel) return stream.start(log.lastId());
    const name = `uplink-events ${user}`;
    channel.open(name);
    join(tab, true);
    election.enter(name);
  };

  const exit = () => {
    isActive = false;
    election.leave();
    stream.stop();
    channel?.close();
  };

  return {
    start(userId, after) {
      if (isActive) exit();
      user = userId;
      log.reset(after);
      status.resetStatus();
      knowsOfEnd = false;
      enter();
    },
    stop(isErased = false) {
      if (!isActive) return;
      if (!knowsOfEnd) post({ type: 'check-session', isErased });
      exit();
      user = '';
    },
    suspend: () => isActive && exit(),
    resume: () => !isActive && user && enter(),
    restart: () => stream.restart(),
    isLeader: () => !locks || !channel || election.isLeader(),
    checkSession: () => post({ type: 'check-session', isErased: false }),
  };
}

function createStatus(onStatus: (status: StreamStatus) => void) {
  let status: StreamStatus = 'current';
  return {
    status: () => status,
    setStatus(next: StreamStatus): void {
      status = next;
      onStatus(next);
    },
    resetStatus(): void {
      status = 'current';
    },
  };
}

/** The stream of the server's events, which only the leader starts. */
function createLeaderStream(
  { open, onOpen, onRejected }: SharedStreamOptions,
  tab: Tab,
  isLeader: () => boolean,
) {
  const changeStatus = (status: StreamStatus) => {
    tab.setStatus(status);
    if (isLeader()) tab.post(statusOf(tab));
  };
  const stream = createEventStream({
    open,
    onEventMessage: (name, data, id) => {
      const event = { id, name, data } as UserEvent;
      tab.post({ type: 'event', event });
      tab.deliver(event);
    },
    onInterrupted: (isInterrupted) => {
      // A rejected stream is interrupted too, but `limit` is more specific.
      if (isInterrupted && tab.status() === 'limit') return;
      changeStatus(isInterrupted ? 'interrupted' : 'current');
    },
    onOpen,
    onRejected: async () => {
      const waitMs = await onRejected();
      if (waitMs > 0) {
        stream.postpone(waitMs);
        changeStatus('limit');
      } else if (tab.status() === 'limit') changeStatus('interrupted');
    },
  });
  return stream;
}
