import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { connectDatabase } from '../../src/database/client.ts';
import { acquireLease, leaseSql } from '../../src/database/lease.ts';
import { isAlive, newInstanceId } from '../../src/database/liveness.ts';
import { createPubSub } from '../../src/database/pubsub.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { createLatch } from '../helpers/latch.ts';
import { waitUntil } from '../helpers/zoom-host.ts';

const { url } = await createTestDatabase(t);
const database = connectDatabase({ url, poolMax: 5, onError() {} });
t.teardown(() => database.close());
const { sql, prisma } = database;
await prisma.$executeRaw`create table leased (id int primary key, worker uuid, busy_until timestamptz)`;

const LEASE = leaseSql({ table: 'leased', owner: 'worker', until: 'busy_until', seconds: 20 });

let lastId = 0;
async function addRow(): Promise<number> {
  lastId += 1;
  await sql.$executeRaw`insert into leased (id) values (${lastId})`;
  return lastId;
}

const take = async (id: number, me: string, deadOwner?: string) =>
  (await sql.$executeRaw`
    update leased set ${LEASE.take(me)} where id = ${id} and ${LEASE.isFree(me, deadOwner)}`) === 1;
const renew = async (id: number, me: string) =>
  (await sql.$executeRaw`
    update leased set ${LEASE.renew} where id = ${id} and ${LEASE.isOwnedBy(me)}`) === 1;
const release = (id: number, me: string) =>
  sql.$executeRaw`update leased set ${LEASE.release} where id = ${id} and ${LEASE.isOwnedBy(me)}`;
const expire = (id: number) =>
  sql.$executeRaw`update leased set busy_until = now() - interval '1 millisecond' where id = ${id}`;

async function read(id: number) {
  const [row] = await sql.$queryRaw<{ owner: string | null; seconds: number | null }[]>`
    select worker::text as owner, extract(epoch from busy_until - now())::float8 as seconds
    from leased where id = ${id}`;
  return row;
}

/** An instance that holds its liveness lock. */
async function startInstance(t: Test) {
  const instanceId = newInstanceId();
  const pubsub = createPubSub({ url, instanceId, log: { info() {}, warn() {} } });
  await pubsub.start();
  t.teardown(() => pubsub.close());
  return { instanceId, die: () => pubsub.close() };
}

/** @returns the number of attempts */
async function acquire(
  id: number,
  instanceId: string,
  { timeoutMs = 10_000, wake }: { timeoutMs?: number; wake?: Promise<void> } = {},
): Promise<number> {
  let attempts = 0;
  return acquireLease<number>({
    sql,
    instanceId,
    timeoutMs,
    maxDelayMs: 100,
    ...(wake && { nextChange: () => wake }),
    async take(deadOwner) {
      attempts += 1;
      if (await take(id, instanceId, deadOwner)) return { value: attempts };
      return { heldBy: (await read(id))?.owner ?? undefined };
    },
  });
}

t.test('one of two instances acquires the lease; only that instance can renew or release it', async (t) => {
  const id = await addRow();
  const instances = [newInstanceId(), newInstanceId()];
  const taken = await Promise.all(instances.map((instanceId) => take(id, instanceId)));
  t.strictSame([...taken].sort(), [false, true]);
  const [winner = '', loser = ''] = taken[0] ? instances : instances.reverse();
  t.equal((await read(id))?.owner, winner);
  const { seconds } = (await read(id)) ?? {};
  t.ok(Number(seconds) > 15 && Number(seconds) <= 20, `${seconds} s`);

  t.notOk(await renew(id, loser));
  t.equal(await release(id, loser), 0);
  t.notOk(await take(id, loser));
  t.ok(await take(id, winner), 'the owner can take it again');
  t.ok(await renew(id, winner));
  t.equal(await release(id, winner), 1);
  t.strictSame(await read(id), { owner: null, seconds: null });
  t.ok(await take(id, loser));
});

t.test('an expired lease is free, and its owner can renew it until another acquires it', async (t) => {
  const id = await addRow();
  const [first, second] = [newInstanceId(), newInstanceId()];
  t.ok(await take(id, first));
  await expire(id);
  t.ok(await renew(id, first));
  t.notOk(await take(id, second));
  await expire(id);
  t.equal(await acquire(id, second), 1);
  t.notOk(await renew(id, first));
});

t.test('a lease is taken from a dead owner only', async (t) => {
  const [observer, owner] = [await startInstance(t), await startInstance(t)];
  const id = await addRow();
  t.ok(await take(id, owner.instanceId));
  t.notOk(await take(id, observer.instanceId, newInstanceId()), 'the owner is dead');
  // An instance must hold its own lock for this long before it can presume an owner dead.
  await waitUntil(() => isAlive(sql, observer.instanceId, 5_000));

  let isTaken = false;
  const acquiring = acquire(id, observer.instanceId).finally(() => {
    isTaken = true;
  });
  await delay(1_000);
  t.notOk(isTaken, 'the owner is alive');
  await owner.die();
  const diedAt = performance.now();
  await acquiring;
  const ms = performance.now() - diedAt;
  t.ok(ms > 400 && ms < 5_000, `taken over after ${Math.round(ms)} ms`);
  t.equal((await read(id))?.owner, observer.instanceId);
});

t.test('a waiting instance is woken by a change, without its timer', async (t) => {
  const id = await addRow();
  const [owner, other] = [newInstanceId(), newInstanceId()];
  t.ok(await take(id, owner));
  const change = createLatch();
  const acquiring = acquire(id, other, { wake: change.until });
  await delay(300);
  await release(id, owner);
  change.release();
  t.equal(await acquiring, 2, 'attempts');
});

t.test('waiting for a lease ends at the time limit, and the owner keeps it', async (t) => {
  const id = await addRow();
  const owner = newInstanceId();
  t.ok(await take(id, owner));
  const startedAt = performance.now();
  await t.rejects(acquire(id, newInstanceId(), { timeoutMs: 300 }), { code: 'temporarily_unavailable' });
  const ms = performance.now() - startedAt;
  t.ok(ms > 300 && ms < 3_000, `after ${Math.round(ms)} ms`);
  t.equal((await read(id))?.owner, owner);
});
