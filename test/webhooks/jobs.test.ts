import t, { type Test } from 'tap';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { createHashes, createInbox, type StoredWebhook } from '../../src/webhooks/inbox.ts';
import { createProcessWebhooks } from '../../src/webhooks/process.ts';
import { parseEvent, type WebhookEvent } from '../../src/zoom/event-notification.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { meetingPayload, sendBytes, streaming } from '../helpers/webhooks.ts';
import { addHosted, CONFIGURED, HOST } from '../helpers/zoom-host.ts';

const bodyOf = (userId: string, at: number, event = 'meeting.updated') =>
  Buffer.from(JSON.stringify({ event, event_ts: at, payload: { object: { host_id: userId, id: userId } } }));

async function queuedKeys({ database }: RunningApp): Promise<string[][]> {
  const { rows } = await database.pool.query<{ keys: string[] }>(
    `select array(select json_array_elements_text(payload->'keys')) as keys
     from graphile_worker._private_jobs where task_id = (
       select id from graphile_worker._private_tasks where identifier = 'events')`,
  );
  return rows.map(({ keys }) => keys);
}

async function openInbox(t: Test) {
  const uplink = await startApp(t, { startsJobs: false });
  const { database, config } = uplink;
  const keyRing = createKeyRing(config.encryptionKeys);
  const hashes = createHashes(config.sessionSecret.reveal());
  const inbox = createInbox({ database, keyRing, hashes });
  const take = (bodies: Buffer[]) =>
    Promise.all(bodies.map((body) => inbox.take(body, parseEvent(body) as WebhookEvent)));
  const keysOf = (bodies: Buffer[]) => new Set(bodies.map((body) => hashes.body(body).toString('hex')));
  return { inbox, take, keysOf, jobs: () => queuedKeys(uplink) };
}

t.test('events that are stored together share a job', async (t) => {
  const { inbox, take, jobs } = await openInbox(t);
  await take(Array.from({ length: 100 }, (_, n) => bodyOf('user', n)));
  const all = await jobs();
  t.same(all.map(({ length }) => length).sort(), [1, 99], 'those that arrived while the first was stored');
  t.equal(new Set(all.flat()).size, 100, 'every event is in one job');
  const keys = all.find(({ length }) => length === 99) ?? [];
  t.equal((await inbox.open(keys)).length, 99);
  await inbox.finish(keys.slice(1));
  t.same(
    (await inbox.open(keys)).map(({ key }) => key),
    keys.slice(0, 1),
  );
});

t.test('events that may wait for Zoom have jobs of their own, of at most 20 events', async (t) => {
  const { take, keysOf, jobs } = await openInbox(t);
  const quick = Array.from({ length: 40 }, (_, n) => bodyOf('user', n));
  const slow = Array.from({ length: 45 }, (_, n) => bodyOf('user', n, 'user.updated'));
  await take(quick.flatMap((body, n) => [body, ...slow.slice(n * 2, n * 2 + 2)]));
  const all = await jobs();
  const isSlow = (keys: string[]) => keys.every((key) => keysOf(slow).has(key));
  t.same(
    all
      .filter(isSlow)
      .map(({ length }) => length)
      .sort(),
    [20, 20, 5],
  );
  t.same(new Set(all.filter((keys) => !isSlow(keys)).flat()), keysOf(quick));
});

/** Processes events of these users; each call of the handler is recorded. */
function createProcessor(userIds: string[], handler: (userId: string) => Promise<void>) {
  const stored = new Map(
    userIds.map((userId, n): [string, StoredWebhook] => {
      const key = `${n}`;
      return [key, { key, takenAt: 0, decryptBody: () => bodyOf(userId, n) }];
    }),
  );
  const process = createProcessWebhooks({
    inbox: {
      hasSeen: async () => false,
      take: async () => {},
      open: async (keys) => keys.flatMap((key) => stored.get(key) ?? []),
      finish: async (keys) => {
        for (const key of keys) stored.delete(key);
      },
    },
    handlers: new Map([['meeting.updated', ({ userId }) => handler(userId)]]),
    findRecipients: async ({ userId }) => (userId === undefined ? [] : [userId]),
    relistAccount: async () => false,
    count: () => {},
  });
  return { stored, run: (signal?: AbortSignal) => process([...userIds.keys()].map(String), signal) };
}

t.test('an event that fails is tried again alone', async (t) => {
  const calls: string[] = [];
  let fails = true;
  const { stored, run } = createProcessor(['a', 'b', 'a', 'c'], async (userId) => {
    calls.push(userId);
    if (userId === 'b' && fails) throw new Error('of b');
  });
  await t.rejects(run(), { message: 'of b' });
  t.same(calls.sort(), ['a', 'a', 'b', 'c']);
  t.same([...stored.keys()], ['1']);
  fails = false;
  calls.length = 0;
  await run();
  t.same(calls, ['b']);
  t.equal(stored.size, 0);
});

t.test('an event that cannot be decrypted does not keep the others from being processed', async (t) => {
  const { stored, run } = createProcessor(['a', 'b', 'c'], async () => {});
  const undecryptable = stored.get('1');
  if (undecryptable)
    undecryptable.decryptBody = () => {
      throw new Error('no key');
    };
  await t.rejects(run(), { message: 'no key' });
  t.same([...stored.keys()], ['1']);
});

t.test('events of one user are processed one after another', async (t) => {
  let running = 0;
  let most = 0;
  const { run } = createProcessor(['a', 'a', 'a', 'a'], async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
  });
  await run();
  t.equal(most, 1);
});

t.test('when the instance stops, events that have not begun are left to a retry', async (t) => {
  const stopping = new AbortController();
  const { stored, run } = createProcessor(['a', 'a', 'a'], async () => stopping.abort());
  await t.rejects(run(stopping.signal), { name: 'AbortError' });
  t.same([...stored.keys()], ['1', '2']);
});

t.test('a job of version 0.2.0 is processed', async (t) => {
  const uplink = await startApp(t, { startsJobs: false });
  const { pool } = uplink.database;
  const client = await uplink.signIn(HOST);
  const hosted = addHosted(uplink.simulator);
  const payload = meetingPayload(hosted.meeting, streaming({ ...CONFIGURED }));
  const body = JSON.stringify({ event: 'meeting.live_streaming_started', event_ts: Date.now(), payload });
  t.match(await sendBytes(uplink, body), { status: 200 });
  const [[key] = []] = await queuedKeys(uplink);
  await pool.query(`select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))`);
  await pool.query(`select graphile_worker.add_job('event', json_build_object('key', $1::text))`, [key]);
  await uplink.app.startJobs();
  const isLive = async () => (await client.get('/api/meetings?type=live')).text.includes('"live"');
  t.ok(await eventually(async () => (await pool.query('select from live_status')).rowCount === 1));
  t.ok(await isLive());
});
