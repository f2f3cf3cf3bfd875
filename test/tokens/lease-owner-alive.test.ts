import { Client } from 'pg';
import t, { type Test } from 'tap';
import {
  createLivenessMonitor,
  instanceLockKey,
  isAlive,
  newInstanceId,
} from '../../src/database/liveness.ts';
import { createPubSub } from '../../src/database/pubsub.ts';
import { startApp } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { startTokenInstance } from '../helpers/token-instance.ts';
import { addHosted, HOST, refreshes, waitUntil } from '../helpers/zoom-host.ts';
import { startAppBehindProxy } from '../helpers/zoom-proxy.ts';

const NO_CACHE = { 'cache-control': 'no-cache' };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

t.test('an owner that has only lost its listening connection keeps its lease', async (t) => {
  let seen = await cutOwnersConnection(t);
  // After half a second without its lock an owner is presumed dead, as intended. A machine that is
  // too busy proves nothing.
  for (let again = 0; again < 2 && seen.maxMs > 400; again += 1) seen = await cutOwnersConnection(t);
  t.comment(`without the lock for ${Math.round(seen.maxMs)} ms at most`);
  t.equal(seen.refreshes, 1, 'no other instance has taken over');
  t.strictSame(seen.statuses, ['fulfilled', 200]);
  t.strictSame(seen.outcomes, []);
});

/**
 * Terminates the pub/sub connection of a lease owner three times while another instance waits for
 * the lease.
 */
async function cutOwnersConnection(t: Test) {
  const uplink = await startAppBehindProxy(t);
  const { simulator, zoom, pubsub, database } = uplink;
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(simulator);
  let checks = 0;
  const other = await startTokenInstance(t, uplink, {
    invalidations: ({ next }) => ({
      next(...args) {
        checks += 1;
        return next(...args);
      },
    }),
  });
  // An instance must hold its own lock for this long before it can presume an owner dead.
  await waitUntil(() => isAlive(database.prisma, other.instanceId, 5_000));
  simulator.expireAccessTokens(HOST);
  const held = zoom.pauseNext('/oauth/token');
  const requesting = host.get(path, NO_CACHE);
  await held.received;
  const waiting = Promise.allSettled([other.tokens.refreshNow(HOST)]);
  const holder = async (): Promise<number | undefined> => {
    const { rows } = await database.pool.query<{ pid: number }>(
      `select pid from pg_locks where granted
         and locktype = 'advisory' and objsubid = 1 and (classid::bigint << 32) | objid::bigint = $1`,
      [instanceLockKey(pubsub.instanceId)],
    );
    return rows[0]?.pid;
  };
  let maxMs = 0;
  for (let times = 0; times < 3; times += 1) {
    const former = await holder();
    const cutAt = performance.now();
    await database.pool.query('select pg_terminate_backend($1)', [former]);
    await waitUntil(async () => ![undefined, former].includes(await holder()));
    maxMs = Math.max(maxMs, performance.now() - cutAt);
    // The waiting instance must have seen the owner again before the next cut; otherwise it would
    // be one long absence.
    const before = checks;
    await waitUntil(() => checks >= before + 2 || refreshes(simulator).length > 1);
  }
  const requested = refreshes(simulator).length;
  held.release();
  const [{ status }] = await waiting;
  return {
    maxMs,
    refreshes: requested,
    statuses: [status, (await requesting).status],
    outcomes: other.outcomes,
  };
}

t.test(
  'an instance without a pub/sub connection, and so without a lock, presumes no owner dead',
  async (t) => {
    const uplink = await startAppBehindProxy(t);
    const { simulator, zoom, pubsub } = uplink;
    const host = await uplink.signIn(HOST);
    const { path } = addHosted(simulator);
    simulator.expireAccessTokens(HOST);
    const held = zoom.pauseNext('/oauth/token');
    const requesting = host.get(path, NO_CACHE);
    await held.received;
    const disconnected = await startTokenInstance(t, uplink, { listens: false });
    await pubsub.close();
    const waiting = disconnected.tokens.refreshNow(HOST);
    await pause(2_000);
    t.equal(refreshes(simulator).length, 1);
    held.release();
    await t.resolves(waiting);
    t.equal((await requesting).status, 200);
    t.strictSame(disconnected.outcomes, []);
  },
);

t.test(
  'an instance is alive while its pub/sub connection is open, and dead after it has closed',
  async (t) => {
    const { database, databaseUrl } = await startApp(t);
    const instanceId = newInstanceId();
    const log = { info() {}, warn() {} };
    const pubsub = createPubSub({ url: databaseUrl, instanceId, log });
    t.notOk(await isAlive(database.prisma, instanceId));
    await pubsub.start();
    t.ok(await isAlive(database.prisma, instanceId));
    t.notOk(await isAlive(database.prisma, newInstanceId()));
    await pubsub.close();
    t.ok(await eventually(async () => !(await isAlive(database.prisma, instanceId))));
  },
);

t.test('an instance gets its lock as soon as the server drops its previous connection', async (t) => {
  const { database, databaseUrl } = await startApp(t);
  const instanceId = newInstanceId();
  // The previous connection was lost, but the server has not noticed yet.
  const former = new Client({ connectionString: databaseUrl });
  await former.connect();
  await former.query('select pg_advisory_lock($1)', [instanceLockKey(instanceId)]);
  const log = { info() {}, warn() {} };
  const pubsub = createPubSub({ url: databaseUrl, instanceId, log });
  t.teardown(() => pubsub.close());
  await pubsub.start();
  await former.end();
  t.ok(await eventually(() => isAlive(database.prisma, instanceId)));
  await pause(600);
  t.ok(await isAlive(database.prisma, instanceId), 'and keeps the lease');
});

t.test(
  'an owner is presumed dead after half a second without its lock, not at the first check',
  async (t) => {
    const { database, databaseUrl, pubsub } = await startApp(t);
    const msUntilPresumedDead = createLivenessMonitor(database.prisma, pubsub.instanceId);
    const isPresumedDead = async (instanceId: string) => (await msUntilPresumedDead(instanceId)) === 0;
    const owner = newInstanceId();
    /** Checks until the owner is presumed dead. Returns how long that took. */
    async function untilDead(): Promise<number> {
      const first = performance.now();
      t.notOk(await isPresumedDead(owner));
      while (!(await isPresumedDead(owner))) await pause(10);
      return performance.now() - first;
    }
    t.ok((await untilDead()) >= 500);

    const log = { info() {}, warn() {} };
    const back = createPubSub({ url: databaseUrl, instanceId: owner, log });
    await back.start();
    t.notOk(await isPresumedDead(owner), 'the owner is alive again');
    await back.close();
    t.ok(await eventually(async () => !(await isAlive(database.prisma, owner))));
    t.ok((await untilDead()) >= 500, 'and the full time starts again');
    t.notOk(await isPresumedDead(pubsub.instanceId), 'an instance does not presume itself dead');
  },
);
