import { mock } from 'node:test';
import { type Test, test } from 'tap';
import { createEventStream, type MessageName, type Source } from '../../src/ui/api/event-stream.ts';

type Listener = Parameters<Source['addEventListener']>[1];

/** An event source that the test controls. */
class Line implements Source {
  readyState = 0;
  readonly listeners = new Map<string, Listener>();
  readonly after: string;

  constructor(after: string) {
    this.after = after;
  }

  addEventListener(name: string, listener: Listener): void {
    this.listeners.set(name, listener);
  }
  close(): void {
    this.readyState = 2;
  }
  opens(): void {
    this.readyState = 1;
    this.text('open');
  }
  publishes(name: MessageName, data: object, lastEventId = '8'): void {
    this.text(name, JSON.stringify(data), lastEventId);
  }
  text(name: string, data = '', lastEventId = ''): void {
    this.listeners.get(name)?.({ data, lastEventId });
  }
  breaks(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.text('error');
  }
}

function follow(t: Test) {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const lines: Line[] = [];
  const published: unknown[] = [];
  const interrupted: boolean[] = [];
  let rejections = 0;
  let openings = 0;
  const stream = createEventStream({
    open: (lastId) => {
      const line = new Line(lastId);
      lines.push(line);
      return line;
    },
    onEventMessage: (name, data) => published.push([name, data]),
    onInterrupted: (is) => interrupted.push(is),
    onOpen: () => {
      openings += 1;
    },
    onRejected: () => {
      rejections += 1;
    },
  });
  stream.start('7');
  const last = () => lines.at(-1) as Line;
  return {
    stream,
    lines,
    published,
    interrupted,
    last,
    rejections: () => rejections,
    openings: () => openings,
  };
}

test('events are delivered by name with their data', async (t) => {
  const { last, published } = follow(t);
  last().opens();
  last().publishes('live', { kind: 'meetings', meeting_id: '1', status: 'live' });
  t.strictSame(published, [['live', { kind: 'meetings', meeting_id: '1', status: 'live' }]]);
});

test('the browser repairs a broken connection, and it is reported only if it lasts', async (t) => {
  const { last, lines, interrupted, published, rejections } = follow(t);
  last().opens();
  last().breaks(0);
  mock.timers.tick(3_000);
  t.notOk(interrupted.includes(true), 'not immediately');
  mock.timers.tick(2_000);
  t.equal(interrupted.at(-1), true, 'what is shown may be old');
  last().opens();
  t.equal(interrupted.at(-1), false);
  t.equal(lines.length, 1, 'the same one');
  t.equal(rejections(), 0);
  t.strictSame(published, [], 'the server sends what was missed');
});

test('each opening is reported, because another user may be signed in by then', async (t) => {
  const { last, openings } = follow(t);
  last().opens();
  t.equal(openings(), 1);
  last().breaks(0);
  last().opens();
  t.equal(openings(), 2);
});

test('it starts at the event of the page load, and continues after the last event received', async (t) => {
  const { stream, lines, last } = follow(t);
  last().breaks(2);
  mock.timers.tick(2_500);
  last().opens();
  last().publishes('livestream', { meeting_id: '1' }, '12');
  stream.restart();
  t.strictSame(
    lines.map(({ after }) => after),
    ['7', '7', '12'],
  );
});

test('a rejected stream is retried with backoff', async (t) => {
  const { last, lines, rejections } = follow(t);
  last().breaks(2);
  t.equal(rejections(), 1, 'the session may have ended');
  mock.timers.tick(2_500);
  t.equal(lines.length, 2);
  last().breaks(2);
  mock.timers.tick(2_500);
  t.equal(lines.length, 2, 'the second wait is longer');
  mock.timers.tick(2_500);
  t.equal(lines.length, 3);
});

test('after a sleep it is reopened, and the old stream delivers nothing', async (t) => {
  const { stream, lines, published } = follow(t);
  const [first] = lines;
  first?.opens();
  stream.restart();
  t.equal(first?.readyState, 2, 'the old one is closed');
  first?.publishes('livestream', { meeting_id: '1' });
  t.strictSame(published, []);
});

test('nothing is opened after stop', async (t) => {
  const { stream, lines, interrupted, last } = follow(t);
  last().breaks(2);
  stream.stop();
  mock.timers.tick(120_000);
  stream.restart();
  t.equal(lines.length, 1);
  t.strictSame(interrupted, []);
});
