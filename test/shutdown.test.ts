import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { createShutdown } from '../src/shutdown.ts';

function start(logEveryMs?: number) {
  const lines: { level: string; msg: string; [field: string]: unknown }[] = [];
  const write = (level: string) => (fields: object, msg: string) =>
    void lines.push({ ...fields, level, msg });
  const log = { warn: write('warn'), error: write('error') };
  return { lines, shutdown: createShutdown({ log, ...(logEveryMs === undefined ? {} : { logEveryMs }) }) };
}

const never = new Promise(() => {});
const failed = () => Promise.reject(new Error('it failed'));

t.test('a step that ends in time is not logged', async (t) => {
  const { shutdown, lines } = start();
  await shutdown.wait({ waitingFor: 'requests', work: Promise.resolve(), deadline: 60_000 });
  t.same(lines, []);
  t.same(shutdown.unfinished(), []);
});

t.test('a step that takes long is logged again and again, with what is in progress', async (t) => {
  const { shutdown, lines } = start(5);
  let finish = () => {};
  const work = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const waiting = shutdown.wait({
    ...{ waitingFor: 'jobs', work, deadline: 60_000 },
    inProgress: () => {
      if (lines.length === 2) finish();
      return { jobs: ['purge'] };
    },
  });
  await waiting;
  t.ok(lines.length >= 2);
  for (const line of lines)
    t.match(line, { level: 'warn', msg: 'still stopping', waitingFor: 'jobs', jobs: ['purge'] });
  t.same(shutdown.unfinished(), []);
  const { length } = lines;
  await delay(20);
  t.equal(lines.length, length, 'not after its end');
});

t.test('a step that hangs is abandoned at its deadline, which counts from the beginning', async (t) => {
  const { shutdown, lines } = start();
  shutdown.begin();
  await delay(60);
  await shutdown.wait({ waitingFor: 'requests', work: never, deadline: 50 });
  await shutdown.wait({ waitingFor: 'jobs', work: never, deadline: 60_000, maxMs: 10 });
  t.match(lines, [
    { level: 'warn', msg: 'stopping without waiting any longer', waitingFor: 'requests' },
    { level: 'warn', msg: 'stopping without waiting any longer', waitingFor: 'jobs' },
  ]);
  t.same(shutdown.unfinished(), ['requests', 'jobs']);
});

t.test('a step that fails does not prevent the next, and is reported', async (t) => {
  const { shutdown, lines } = start();
  await shutdown.wait({ waitingFor: 'requests', work: failed(), deadline: 60_000 });
  t.match(lines, [{ level: 'error', msg: 'a step of the shutdown failed', err: { message: 'it failed' } }]);
  t.same(shutdown.unfinished(), ['requests']);
});

t.test('an optional step does not count as unfinished', async (t) => {
  const { shutdown, lines } = start();
  const optional = { waitingFor: 'traces', isOptional: true };
  await shutdown.wait({ ...optional, work: never, deadline: 60_000, maxMs: 1 });
  await shutdown.wait({ ...optional, work: failed(), deadline: 60_000 });
  t.equal(lines.length, 2);
  t.same(shutdown.unfinished(), []);
});
