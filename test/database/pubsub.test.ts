import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { connectDatabase } from '../../src/database/client.ts';
import { createPubSub, type PubSubOptions } from '../../src/database/pubsub.ts';
import { notify, type PubSubMessage, publish } from '../../src/database/pubsub-message.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { startHoldingProxy } from './holding-proxy.ts';
import { startSwallowingProxy } from './swallowing-proxy.ts';

const { url } = await createTestDatabase(t);
const database = connectDatabase({ url, poolMax: 4, onError: () => {} });
t.teardown(database.close);

async function listenHere(t: Test, options: Partial<PubSubOptions> = {}) {
  const warnings: string[] = [];
  const log = { info: () => {}, warn: (_: object, message: string) => warnings.push(message) };
  const pubsub = createPubSub({ url, log, heartbeatMs: 20, ...options });
  t.teardown(pubsub.close);
  await pubsub.start();
  return { pubsub, warnings };
}

/** Resolves as soon as the condition holds. If it never does, tap's timeout ends the test. */
async function until(holds: () => boolean | Promise<boolean>) {
  while (!(await holds())) await sleep(5);
}

async function noListenerRemains() {
  const { rowCount } = await database.pool.query(
    `select from pg_stat_activity
     where datname = current_database() and application_name = 'uplink pubsub'`,
  );
  return rowCount === 0;
}

async function cutListeners() {
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'uplink pubsub'`,
  );
}

t.test('messages from one connection arrive at another, by kind and in order', async (t) => {
  const { pubsub } = await listenHere(t);
  const received: PubSubMessage[] = [];
  pubsub.on('livestream', (message) => received.push(message));
  await notify(database.prisma, { kind: 'livestream', user_id: 'a' });
  await notify(database.prisma, { kind: 'session', user_id: 'a' });
  await notify(database.prisma, { kind: 'livestream', user_id: 'b' });
  await until(() => received.length === 2);
  t.same(received, [
    { kind: 'livestream', user_id: 'a' },
    { kind: 'livestream', user_id: 'b' },
  ]);
});

t.test('a removed listener receives no further messages', async (t) => {
  const { pubsub } = await listenHere(t);
  const received: string[] = [];
  const remove = pubsub.on('removed', () => received.push('removed'));
  remove();
  pubsub.on('removed', () => received.push('kept'));
  await notify(database.prisma, { kind: 'removed' });
  await until(() => received.length > 0);
  t.same(received, ['kept']);
});

t.test('a transaction that is rolled back publishes nothing', async (t) => {
  const { pubsub } = await listenHere(t);
  const received: unknown[] = [];
  pubsub.on('change', ({ id }) => received.push(id));
  const transaction = database.prisma.$transaction(async (tx) => {
    await notify(tx, { kind: 'change', id: 'rolled back' });
    throw new Error('changed my mind');
  });
  await t.rejects(transaction, /changed my mind/);
  await database.prisma.$transaction((tx) => notify(tx, { kind: 'change', id: 'committed' }));
  await until(() => received.length > 0);
  t.same(received, ['committed']);
});

t.test('malformed messages and a listener that throws do not affect other listeners', async (t) => {
  const { pubsub, warnings } = await listenHere(t);
  const received: unknown[] = [];
  pubsub.on('good', () => {
    throw new Error('an error of the listener');
  });
  pubsub.on('good', ({ id }) => received.push(id));
  for (const payload of ['', 'secret', 'null', '[]', '{"id":1}', '{"kind":7}', '{"kind":"good","id":{}}']) {
    await database.pool.query('select pg_notify($1, $2)', ['uplink', payload]);
  }
  await notify(database.prisma, { kind: 'good', id: 1 });
  await until(() => received.length > 0);
  t.same(received, [1]);
  t.equal(warnings.filter((warning) => /malformed/.test(warning)).length, 7);
  t.notMatch(warnings.join(), /secret/);
});

t.test('a message that exceeds PostgreSQL’s limit is rejected before it is sent', async (t) => {
  await t.rejects(notify(database.prisma, { kind: 'long', text: 'ü'.repeat(4000) }), RangeError);
});

t.test(
  'trust ends when the connection is cut and returns with the next, and listeners are called both times',
  async (t) => {
    const { pubsub } = await listenHere(t, { trustMs: 60_000 });
    const events: string[] = [];
    pubsub.onLost(() => events.push(pubsub.isTrusted() ? 'lost but trusted' : 'lost'));
    t.ok(pubsub.isTrusted(), 'trusted once it listens');

    await cutListeners();
    await until(() => events.length === 1);
    t.notOk(pubsub.isTrusted(), 'not trusted while nothing is received');
    await until(() => pubsub.isTrusted());
    t.same(events, ['lost', 'lost'], 'listeners are called before the new connection is trusted');

    const received: PubSubMessage[] = [];
    pubsub.on('after', (message) => received.push(message));
    await notify(database.prisma, { kind: 'after' });
    await until(() => received.length === 1);
    t.pass('messages arrive again');
  },
);

t.test('trust starts when the last successful heartbeat was sent', async (t) => {
  let time = 1000;
  const { pubsub } = await listenHere(t, { trustMs: 900, heartbeatMs: 3_600_000, now: () => time });
  time = 1900;
  t.ok(pubsub.isTrusted(), 'within the limit');
  time = 1901;
  t.notOk(pubsub.isTrusted(), 'beyond the limit');
});

t.test('a heartbeat renews trust', async (t) => {
  let time = 1000;
  const { pubsub } = await listenHere(t, { trustMs: 900, now: () => time });
  time = 5000;
  t.notOk(pubsub.isTrusted());
  await until(() => pubsub.isTrusted());
  t.pass('trusted again on the same connection');
});

t.test('a late response extends trust only from the time its heartbeat was sent', async (t) => {
  const proxy = await startHoldingProxy(t, url);
  let time = 1000;
  const { pubsub } = await listenHere(t, { url: proxy.url, now: () => time });
  proxy.hold();
  time = 2000;
  await proxy.requested();
  t.notOk(pubsub.isTrusted(), 'sending alone does not extend trust');
  const trusted: boolean[] = [];
  // In the event-loop turn in which the delayed response arrives, before the next heartbeat can
  // have completed.
  pubsub.on('late', () => setImmediate(() => trusted.push(pubsub.isTrusted())));
  await notify(database.prisma, { kind: 'late' });
  time = 3000;
  proxy.release();
  await until(() => trusted.length === 1);
  t.same(trusted, [false], 'a response to a heartbeat of a second ago is too old');
  await until(() => pubsub.isTrusted());
  t.pass('the next is not');
});

t.test('an unresponsive database is retried, and start and close do not fail', async (t) => {
  let attempts = 0;
  const closing = createServer((socket) => {
    attempts += 1;
    socket.destroy();
  });
  closing.listen(0, '127.0.0.1');
  await once(closing, 'listening');
  t.teardown(() => closing.close());
  const { port } = closing.address() as AddressInfo;
  const { pubsub, warnings } = await listenHere(t, {
    url: `postgresql://unknown:hunter2@127.0.0.1:${port}/none`,
  });
  t.notOk(pubsub.isTrusted());
  await until(() => attempts > 2);
  t.equal(warnings.length, 1, 'one line per cause, independent of retries');
  t.match(warnings, [/^pub\/sub disconnected, retrying: the connection was closed$/]);
  t.match(pubsub.delivery(), { state: 'failed', cause: { cause: 'connection_lost' } });
  await pubsub.close();
  t.notOk(pubsub.isTrusted());
});

t.test('a connection on which no message arrives is not trusted', async (t) => {
  const swallowing = await startSwallowingProxy(t, url);
  const { pubsub, warnings } = await listenHere(t, {
    url: swallowing.url,
    publish: (payload) => publish(database, payload),
  });
  t.notOk(pubsub.isTrusted());
  t.match(pubsub.delivery(), { state: 'lost' });
  t.match(warnings, [/a pooler in transaction mode.*DATABASE_DIRECT_URL/]);
  swallowing.deliver();
  await until(() => pubsub.isTrusted());
  t.match(pubsub.delivery(), { state: 'working' });
});

t.test('after close, the connection is terminated and not trusted', async (t) => {
  const { pubsub } = await listenHere(t);
  await pubsub.close();
  t.notOk(pubsub.isTrusted());
  await until(noListenerRemains);
  t.pass('its connection has ended');
});

t.test('heartbeats become rare while no caller needs trust, and the next caller restores it', async (t) => {
  let clock = 0;
  const { pubsub } = await listenHere(t, { now: () => clock, idleAfterMs: 10_000, idleHeartbeatMs: 15_000 });
  await until(() => pubsub.isTrusted());
  clock = 10_000;
  await until(() => pubsub.isProven());
  t.ok(pubsub.isProven(), 'still at the usual pace');

  clock = 20_000;
  const proven = pubsub.isProven();
  t.ok(proven, 'monitoring does not report a pause as a problem');
  const heartbeats = await heartbeatsDuring(250);
  t.ok(heartbeats <= 1, `${heartbeats} heartbeats in twelve intervals`);
  clock = 30_000;
  t.notOk(pubsub.isTrusted(), 'the first caller reads the database');
  await until(() => pubsub.isTrusted());
  clock = 45_901;
  t.notOk(pubsub.isTrusted());
});

/** Heartbeats on the listening connection while other heartbeats would be due, by the server's count. */
async function heartbeatsDuring(ms: number): Promise<number> {
  const last = async () =>
    (
      await database.pool.query<{ at: Date }>(
        `select max(query_start) as at from pg_stat_activity
         where datname = current_database() and application_name = 'uplink pubsub'`,
      )
    ).rows[0]?.at.getTime();
  const seen = new Set([await last()]);
  const until = performance.now() + ms;
  while (performance.now() < until) {
    await sleep(5);
    seen.add(await last());
  }
  return seen.size - 1;
}
