import { mock } from 'node:test';
import { type Test, test } from 'tap';
import { createEventStream, type MessageName, type Source } from '../../src/ui/api/event-stream.ts';

type Listener = Parameters<Source['addEventListener']>[1];

/** A source whose server is the test. */
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

test('what is told comes as it was told, by its name', async (t) => {
  const { last, published } = follow(t);
  last().opens();
  last().publishes('live', { kind: 'meetings', meeting_id: '1', status: 'live' });
  t.strictSame(published, [['live', { kind: 'meetings', meeting_id: '1', status: 'live' }]]);
});

test('a broken connection is the browser’s to mend, and is said only once it lasts', async (t) => {
  const { last, lines, interrupted, published, rejections } = follow(t);
  last().opens();
  last().breaks(0);
  mock.timers.tick(3_000);
  t.notOk(interrupted.includes(true), 'not at once');
  mock.timers.tick(2_000);
  t.equal(interrupted.at(-1), true, 'what is shown may be old');
  last().opens();
  t.equal(interrupted.at(-1), false);
  t.equal(lines.length, 1, 'the same one');
  t.equal(rejections(), 0);
  t.strictSame(published, [], 'the server tells what was missed by itself');
});

test('each opening is told: whoever is signed in by then may be somebody else', async (t) => {
  const { last, openings } = follow(t);
  last().opens();
  t.equal(openings(), 1);
  last().breaks(0);
  last().opens();
  t.equal(openings(), 2);
});

test('it begins where the page was read, and goes on from what was heard', async (t) => {
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

test('a refused stream is opened again, ever more slowly', async (t) => {
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

test('after a sleep it is opened anew, and the old one says nothing any more', async (t) => {
  const { stream, lines, published } = follow(t);
  const [first] = lines;
  first?.opens();
  stream.restart();
  t.equal(first?.readyState, 2, 'the old one is closed');
  first?.publishes('livestream', { meeting_id: '1' });
  t.strictSame(published, []);
});

test('nothing is opened once nobody is signed in', async (t) => {
  const { stream, lines, interrupted, last } = follow(t);
  last().breaks(2);
  stream.stop();
  mock.timers.tick(120_000);
  stream.restart();
  t.equal(lines.length, 1);
  t.strictSame(interrupted, []);
});
