import { type EventLog, isAfter, type UserEvent } from './event-log.ts';

/** `limit`: the server rejects another stream of this user. */
export type StreamStatus = 'current' | 'interrupted' | 'limit';

type StatusMessage = { type: 'status'; status: StreamStatus; lastId: string };
type MissedMessage = { type: 'missed'; to: string; events: UserEvent[]; isComplete: boolean; lastId: string };
type JoinedMessage = { type: 'joined'; from: string; after: string; isNew: boolean };

export type LeaderMessage =
  /** An event, which each tab delivers once. */
  | { type: 'event'; event: UserEvent }
  /** Also the reply to a ping: the leader is alive, and this is how its stream is. */
  | StatusMessage
  /** From a new leader: followers report how far they are. */
  | { type: 'leading' }
  /**
   * To one follower: the events that it lacks; `isComplete` is false if some of them were already
   * discarded.
   */
  | MissedMessage;

export type FollowerMessage =
  /** The sender has every event up to and including `after`. */
  JoinedMessage | { type: 'ping' };

export type TabMessage =
  | LeaderMessage
  | FollowerMessage
  /** The session may have ended: each tab checks for itself. */
  | { type: 'check-session'; isErased: boolean };

/** One tab, for the handlers of messages. */
export type Tab = {
  readonly id: string;
  readonly log: EventLog;
  status: () => StreamStatus;
  setStatus: (status: StreamStatus) => void;
  deliver: (event: UserEvent) => void;
  post: (message: TabMessage) => void;
  /** Events arrive again after an interruption. */
  onOpen: () => void;
  /** Opens the stream again immediately. */
  restart: () => void;
};

export function isFromLeader(message: TabMessage): message is LeaderMessage {
  return ['event', 'status', 'leading', 'missed'].includes(message.type);
}

/** Reports to the leader how far this tab is. */
export function join({ id, log, post }: Tab, isNew: boolean): void {
  post({ type: 'joined', from: id, after: log.lastId(), isNew });
}

/** What the leader reports to its followers. */
export function statusOf({ status, log }: Tab): StatusMessage {
  return { type: 'status', status: status(), lastId: log.lastId() };
}

/** Handles a message as the leader. */
export function receiveAsLeader(tab: Tab, message: TabMessage): void {
  if (message.type === 'joined') welcome(tab, message);
  else if (message.type === 'ping') tab.post(statusOf(tab));
}

function welcome(tab: Tab, { from, after, isNew }: JoinedMessage): void {
  const { events, isComplete } = tab.log.since(after);
  if (events.length > 0 || !isComplete) {
    tab.post({ type: 'missed', to: from, events, isComplete, lastId: tab.log.lastId() });
  }
  tab.post(statusOf(tab));
  // A joining tab has a session, so a stream that waits for its next attempt can reconnect now.
  if (isNew && tab.status() !== 'current') tab.restart();
}

/** Handles a message as a follower. */
export function receiveAsFollower(tab: Tab, message: LeaderMessage): void {
  if (message.type === 'event') tab.deliver(message.event);
  if (message.type === 'leading') join(tab, false);
  if (message.type === 'status') follow(tab, message);
  if (message.type === 'missed' && message.to === tab.id) catchUp(tab, message);
}

function follow(tab: Tab, { status, lastId }: StatusMessage): void {
  const isBack = tab.status() !== 'current' && status === 'current';
  if (status !== tab.status()) tab.setStatus(status);
  if (isBack) tab.onOpen();
  // Events arrive before the status: this tab was frozen and missed some.
  if (isAfter(lastId, tab.log.lastId())) join(tab, false);
}

function catchUp(tab: Tab, { events, isComplete, lastId }: MissedMessage): void {
  for (const event of events) tab.deliver(event);
  if (!isComplete) tab.deliver({ id: lastId, name: 'livestream', data: {} });
}

/** The part of a BroadcastChannel that is used. */
export type Channel = {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  close(): void;
};

/** The channel between the tabs of one user. Messages to a closed channel are dropped. */
export function createTabChannel(open: (name: string) => Channel, receive: (message: TabMessage) => void) {
  let channel: Channel | null = null;
  return {
    open(name: string): void {
      const opened = open(name);
      channel = opened;
      opened.addEventListener('message', ({ data }) => {
        if (channel === opened) receive(data as TabMessage);
      });
    },
    post: (message: TabMessage): void => channel?.postMessage(message),
    close(): void {
      channel?.close();
      channel = null;
    },
  };
}
