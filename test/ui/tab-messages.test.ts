import { test } from 'tap';
import { createEventLog, type UserEvent } from '../../src/ui/api/event-log.ts';
import {
  receiveAsFollower,
  receiveAsLeader,
  type StreamStatus,
  type Tab,
  type TabMessage,
} from '../../src/ui/api/tab-messages.ts';

const event = (id: string): UserEvent => ({
  id,
  name: 'live',
  data: { kind: 'meetings', meeting_id: id, status: 'live', since: '' },
});

/** A tab that has received the events after 4 up to `lastId`. */
function tabAt(lastId: number, status: StreamStatus = 'current') {
  const calls = { posted: [] as TabMessage[], delivered: [] as string[], opened: 0, restarted: 0 };
  const log = createEventLog();
  log.reset('4');
  for (let id = 5; id <= lastId; id += 1) log.add(event(`${id}`));
  let current = status;
  const tab: Tab = {
    id: 'self',
    log,
    status: () => current,
    setStatus: (next) => {
      current = next;
    },
    deliver: ({ id, name }) => calls.delivered.push(`${name} ${id}`),
    post: (message) => calls.posted.push(message),
    onOpen: () => {
      calls.opened += 1;
    },
    restart: () => {
      calls.restarted += 1;
    },
  };
  return { tab, calls };
}

const joined = (after: string, isNew = false) => ({ type: 'joined', from: 'other', after, isNew }) as const;
const status = (lastId: string, status: StreamStatus = 'current') =>
  ({ type: 'status', status, lastId }) as const;

test('the leader sends a joining tab what it lacks, and its status', async (t) => {
  const { tab, calls } = tabAt(6);
  receiveAsLeader(tab, joined('5'));
  t.strictSame(calls.posted, [
    { type: 'missed', to: 'other', events: [event('6')], isComplete: true, lastId: '6' },
    status('6'),
  ]);
});

test('a tab that lacks nothing receives only the status, like one that pings', async (t) => {
  const { tab, calls } = tabAt(6);
  receiveAsLeader(tab, joined('6'));
  receiveAsLeader(tab, { type: 'ping' });
  t.strictSame(calls.posted, [status('6'), status('6')]);
});

test('a new tab makes an interrupted leader reconnect; one that rejoins does not', async (t) => {
  const { tab, calls } = tabAt(6, 'interrupted');
  receiveAsLeader(tab, joined('6'));
  t.equal(calls.restarted, 0);
  receiveAsLeader(tab, joined('6', true));
  t.equal(calls.restarted, 1);
});

test('a follower that is behind the leader joins again', async (t) => {
  const { tab, calls } = tabAt(5);
  receiveAsFollower(tab, status('5'));
  t.strictSame(calls.posted, []);
  receiveAsFollower(tab, status('6'));
  t.strictSame(calls.posted, [{ type: 'joined', from: 'self', after: '5', isNew: false }]);
});

test('a follower notices that events arrive again', async (t) => {
  const { tab, calls } = tabAt(5, 'interrupted');
  receiveAsFollower(tab, status('5', 'limit'));
  t.equal(calls.opened, 0);
  receiveAsFollower(tab, status('5'));
  t.equal(calls.opened, 1);
  t.equal(tab.status(), 'current');
});

test('a follower delivers only what was missed by itself', async (t) => {
  const { tab, calls } = tabAt(4);
  const missed = { type: 'missed' as const, events: [event('5')], isComplete: true, lastId: '5' };
  receiveAsFollower(tab, { ...missed, to: 'third' });
  t.strictSame(calls.delivered, []);
  receiveAsFollower(tab, { ...missed, to: 'self' });
  t.strictSame(calls.delivered, ['live 5']);
});

test('after lost events, everything is read again', async (t) => {
  const { tab, calls } = tabAt(4);
  receiveAsFollower(tab, { type: 'missed', to: 'self', events: [], isComplete: false, lastId: '9' });
  t.strictSame(calls.delivered, ['livestream 9']);
});
