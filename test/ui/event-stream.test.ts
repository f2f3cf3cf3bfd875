import { mock } from 'node:test';
import { type Test, test } from 'tap';
import { createEventStream, type Source, type TellName } from '../../src/ui/event-stream.ts';

/** A source whose server is the test. */
class Line implements Source {
  readyState = 0;
  readonly listeners = new Map<string, (event: { data: string }) => void>();

  addEventListener(name: string, listener: (event: { data: string }) => void): void {
    this.listeners.set(name, listener);
  }
  close(): void {
    this.readyState = 2;
  }
  opens(): void {
    this.readyState = 1;
    this.says('open');
  }
  tells(name: TellName, data: object): void {
    this.says(name, JSON.stringify(data));
  }
  says(name: string, data = ''): void {
    this.listeners.get(name)?.({ data });
  }
  breaks(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.says('error');
  }
}

function follow(t: Test) {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const lines: Line[] = [];
  const told: unknown[] = [];
  const interrupted: boolean[] = [];
  let refusals = 0;
  const stream = createEventStream({
    open: () => {
      const line = new Line();
      lines.push(line);
      return line;
    },
    onTold: (name, data) => told.push([name, data]),
    onInterrupted: (is) => interrupted.push(is),
    onRefused: () => {
      refusals += 1;
    },
  });
  stream.start();
  const last = () => lines.at(-1) as Line;
  return { stream, lines, told, interrupted, last, refusals: () => refusals };
}

test('what is told comes as it was told, by its name', async (t) => {
  const { last, told } = follow(t);
  last().opens();
  last().tells('live', { kind: 'meetings', meeting_id: '1', status: 'live' });
  t.strictSame(told, [['live', { kind: 'meetings', meeting_id: '1', status: 'live' }]]);
});

test('a broken connection is the browser’s to mend, and is said only once it lasts', async (t) => {
  const { last, lines, interrupted, told, refusals } = follow(t);
  last().opens();
  last().breaks(0);
  mock.timers.tick(3_000);
  t.notOk(interrupted.includes(true), 'not at once');
  mock.timers.tick(2_000);
  t.equal(interrupted.at(-1), true, 'what is shown may be old');
  last().opens();
  t.equal(interrupted.at(-1), false);
  t.equal(lines.length, 1, 'the same one');
  t.equal(refusals(), 0);
  t.strictSame(told, [], 'the server tells what was missed by itself');
});

test('where the first connection fails, what happened until it stands is not known', async (t) => {
  const { last, told } = follow(t);
  last().breaks(0);
  last().opens();
  t.strictSame(told, [['livestream', {}]]);
});

test('a refused stream is opened again, ever more slowly, and then everything may have changed', async (t) => {
  const { last, lines, told, refusals } = follow(t);
  last().breaks(2);
  t.equal(refusals(), 1, 'the session may have ended');
  mock.timers.tick(2_500);
  t.equal(lines.length, 2);
  last().breaks(2);
  mock.timers.tick(2_500);
  t.equal(lines.length, 2, 'the second wait is longer');
  mock.timers.tick(2_500);
  t.equal(lines.length, 3);
  last().opens();
  t.strictSame(told, [['livestream', {}]]);
});

test('after a sleep it is opened anew, and the old one says nothing any more', async (t) => {
  const { stream, lines, last, told } = follow(t);
  const [first] = lines;
  first?.opens();
  stream.restart();
  t.equal(first?.readyState, 2, 'the old one is closed');
  first?.tells('livestream', { meeting_id: '1' });
  t.strictSame(told, []);
  last().opens();
  t.strictSame(told, [['livestream', {}]]);
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
