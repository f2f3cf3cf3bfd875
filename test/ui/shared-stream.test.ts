import { mock } from 'node:test';
import { type Test, test } from 'tap';
import type { Source } from '../../src/ui/api/event-stream.ts';
import type { Locks } from '../../src/ui/api/leader-election.ts';
import { createSharedStream } from '../../src/ui/api/shared-stream.ts';
import type { Channel, StreamStatus } from '../../src/ui/api/tab-messages.ts';

type Listener = Parameters<Source['addEventListener']>[1];
type Hold = () => Promise<void>;
type Waiting = { hold: Hold; resolve: () => void; reject: (error: Error) => void };

/** Lets all resolved promises run their callbacks. */
const settle = async () => {
  for (let round = 0; round < 20; round += 1) await Promise.resolve();
};

/** The Web Locks of one browser (W3C Web Locks API §2), for one lock. */
function createLocks(): Locks {
  let holder: Waiting | null = null;
  const queue: Waiting[] = [];
  const grant = (next: Waiting) => {
    holder = next;
    next.hold().then(() => {
      next.resolve();
      if (holder !== next) return;
      holder = null;
      const following = queue.shift();
      if (following) grant(following);
    });
  };
  return {
    request: (_name, { signal, steal }, hold) =>
      new Promise<void>((resolve, reject) => {
        const request = { hold, resolve, reject };
        if (steal) {
          holder?.reject(new Error('stolen'));
          return grant(request);
        }
        signal?.addEventListener('abort', () => {
          const index = queue.indexOf(request);
          if (index === -1) return;
          queue.splice(index, 1);
          reject(new Error('aborted'));
        });
        if (holder) queue.push(request);
        else grant(request);
      }),
  };
}

/**
 * The tabs of one browser, with a server that sends events to the connected one. A frozen tab
 * receives nothing.
 */
function browser(t: Test) {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  let clock = 0;
  mock.method(performance, 'now', () => clock);
  t.teardown(() => {
    mock.timers.reset();
    mock.restoreAll();
  });
  const locks = createLocks();
  const channels = new Set<{
    name: string;
    owner: { isFrozen: boolean };
    deliver: (data: unknown) => void;
  }>();
  const connections: {
    after: string;
    source: Source & {
      send: (name: string, data: object, id: string) => void;
      reject: () => void;
      accept: () => void;
    };
  }[] = [];
  const log: { id: string; name: string; data: object }[] = [];

  function connect(after: string, tab: { isFrozen: boolean }): Source {
    const listeners = new Map<string, Listener>();
    const source = {
      readyState: 0,
      close() {
        source.readyState = 2;
      },
      addEventListener: (name: string, listener: Listener) => void listeners.set(name, listener),
      accept() {
        source.readyState = 1;
        listeners.get('open')?.({ data: '', lastEventId: '' });
        for (const { id, name, data } of log) if (BigInt(id) > BigInt(after)) source.send(name, data, id);
      },
      send(name: string, data: object, id: string) {
        if (source.readyState === 1 && !tab.isFrozen)
          listeners.get(name)?.({ data: JSON.stringify(data), lastEventId: id });
      },
      reject() {
        source.readyState = 2;
        listeners.get('error')?.({ data: '', lastEventId: '' });
      },
    };
    connections.push({ after, source });
    return source;
  }

  function openTab(user = 'one', after = '0', overrides: { waitMs?: number } = {}) {
    const tab = { isFrozen: false, thaw: () => {} };
    const thawed = new Promise<void>((resolve) => {
      tab.thaw = () => {
        tab.isFrozen = false;
        resolve();
      };
    });
    const received: string[] = [];
    const statuses: StreamStatus[] = [];
    let checks = 0;
    const stream = createSharedStream({
      open: (lastId) => connect(lastId, tab),
      onEvent: (name, data) => received.push(`${name} ${JSON.stringify(data)}`),
      onStatus: (status) => statuses.push(status),
      onOpen: () => {},
      onRejected: async () => overrides.waitMs ?? 0,
      onCheckSession: () => {
        checks += 1;
      },
      locks: {
        request: (...request) =>
          locks.request(...request).catch(async (error) => {
            if (tab.isFrozen) await thawed;
            throw error;
          }),
      },
      openChannel: (name): Channel => {
        let listener: ((event: { data: unknown }) => void) | undefined;
        const entry = { name, owner: tab, deliver: (data: unknown) => listener?.({ data }) };
        channels.add(entry);
        return {
          postMessage(data) {
            const copy = structuredClone(data);
            for (const other of channels) {
              if (other === entry || other.name !== name || other.owner.isFrozen) continue;
              queueMicrotask(() => channels.has(other) && other.deliver(copy));
            }
          },
          addEventListener: (_type, added) => {
            listener = added;
          },
          close: () => channels.delete(entry),
        };
      },
    });
    stream.start(user, after);
    return { tab, stream, received, statuses, checks: () => checks };
  }

  return {
    openTab,
    connections,
    open: () => connections.filter(({ source }) => source.readyState !== 2),
    /** The server sends an event, and stores it for tabs that connect later. */
    publish(id: string, data: object = { meeting_id: id }) {
      log.push({ id, name: 'live', data });
      for (const { source } of connections) source.send('live', data, id);
    },
    async accept() {
      for (const { source } of connections) if (source.readyState === 0) source.accept();
      await settle();
    },
    async pass(ms: number) {
      for (let passed = 0; passed < ms; passed += 100) {
        clock += 100;
        mock.timers.tick(100);
        await settle();
      }
    },
  };
}

const live = (...ids: string[]) => ids.map((id) => `live {"meeting_id":"${id}"}`);

test('many tabs share one stream, and each receives every event once', async (t) => {
  const { openTab, accept, publish, open, pass } = browser(t);
  const tabs = Array.from({ length: 8 }, () => openTab());
  await settle();
  await accept();
  publish('1');
  publish('2');
  await settle();
  await pass(5_000);
  t.equal(open().length, 1);
  for (const { received } of tabs) t.strictSame(received, live('1', '2'));
});

test('when the leader closes another tab continues after the last event, and none is lost', async (t) => {
  const { openTab, accept, publish, open, connections } = browser(t);
  const [first, second, third] = [openTab(), openTab(), openTab()];
  await settle();
  await accept();
  publish('9');
  await settle();
  first.stream.suspend();
  publish('10');
  await settle();
  t.equal(open().length, 1);
  t.equal(connections.at(-1)?.after, '9', 'from where this browser was');
  await accept();
  publish('11');
  await settle();
  for (const { received } of [second, third]) t.strictSame(received, live('9', '10', '11'));
});

test('a leader that is frozen is replaced within two seconds, and does not distribute twice when it wakes', async (t) => {
  const { openTab, accept, publish, open, pass } = browser(t);
  const [first, second, third] = [openTab(), openTab(), openTab()];
  await settle();
  await accept();
  publish('1');
  await settle();
  first.tab.isFrozen = true;
  publish('2');
  await pass(2_000);
  await accept();
  publish('3');
  await settle();
  for (const { received } of [second, third]) t.strictSame(received, live('1', '2', '3'));
  first.tab.thaw();
  await pass(3_000);
  publish('4');
  await settle();
  t.equal(open().length, 1);
  for (const { received } of [first, second, third]) t.strictSame(received, live('1', '2', '3', '4'));
});

test('a leader that replies stays the leader, even without events', async (t) => {
  const { openTab, accept, connections, pass } = browser(t);
  openTab();
  openTab();
  await settle();
  await accept();
  await pass(120_000);
  t.equal(connections.length, 1);
});

test('a tab that read its page before the latest events receives them when it joins', async (t) => {
  const { openTab, accept, publish } = browser(t);
  openTab('one', '4');
  await settle();
  await accept();
  publish('5');
  publish('6');
  await settle();
  const late = openTab('one', '5');
  await settle();
  t.strictSame(late.received, live('6'));
  const tooLate = openTab('one', '3');
  await settle();
  t.strictSame(tooLate.received, ['livestream {}'], 'what may be missing is read again');
});

test('the events of one user do not reach the tabs of another', async (t) => {
  const { openTab, accept, connections } = browser(t);
  const one = openTab('one');
  await settle();
  await accept();
  one.stream.stop();
  const other = openTab('other');
  await settle();
  connections[0]?.source.send('live', { meeting_id: '7' }, '7');
  await settle();
  t.strictSame(other.received, []);
  t.strictSame(one.received, []);
});

test('signing out in one tab has the others check their session, once', async (t) => {
  const { openTab } = browser(t);
  const tabs = [openTab(), openTab(), openTab()];
  await settle();
  tabs[1]?.stream.stop();
  await settle();
  t.strictSame(
    tabs.map(({ checks }) => checks()),
    [1, 0, 1],
  );
  tabs[0]?.stream.stop();
  await settle();
  t.equal(tabs[2]?.checks(), 1);
});

test('every tab knows that the server rejects the stream, and retries only at the server’s time', async (t) => {
  const { openTab, connections, accept, pass } = browser(t);
  const first = openTab('one', '0', { waitMs: 30_000 });
  const second = openTab();
  await settle();
  connections[0]?.source.reject();
  await settle();
  t.strictSame([first.statuses.at(-1), second.statuses.at(-1)], ['limit', 'limit']);
  await pass(29_000);
  t.equal(connections.length, 1);
  t.equal(first.statuses.at(-1), 'limit', 'and not merely an interruption');
  await pass(2_000);
  t.equal(connections.length, 2);
  await accept();
  t.strictSame([first.statuses.at(-1), second.statuses.at(-1)], ['current', 'current']);
});

test('a browser without Web Locks has one stream for each tab', async (t) => {
  const sources: string[] = [];
  const streams = ['a', 'b'].map((after) => {
    const stream = createSharedStream({
      open: (lastId) => {
        sources.push(lastId);
        return { readyState: 0, close: () => {}, addEventListener: () => {} };
      },
      onEvent: () => {},
      onStatus: () => {},
      onOpen: () => {},
      onRejected: async () => 0,
      onCheckSession: () => {},
    });
    stream.start('one', after);
    return stream;
  });
  t.strictSame(sources, ['a', 'b']);
  for (const stream of streams) stream.stop();
});
