import t from 'tap';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { createHashes, createInbox, type StoredWebhook } from '../../src/webhooks/inbox.ts';
import { createProcessWebhooks } from '../../src/webhooks/process.ts';
import { parseEvent, type WebhookEvent } from '../../src/zoom/event-notification.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { meetingPayload, sendBytes, streaming } from '../helpers/webhooks.ts';
import { addHosted, CONFIGURED, HOST } from '../helpers/zoom-host.ts';

const bodyOf = (userId: string, at: number) =>
  Buffer.from(
    JSON.stringify({ event: 'meeting.updated', event_ts: at, payload: { object: { host_id: userId } } }),
  );

async function queuedKeys({ database }: RunningApp): Promise<string[][]> {
  const { rows } = await database.pool.query<{ keys: string[] }>(
    `select array(select json_array_elements_text(payload->'keys')) as keys
     from graphile_worker._private_jobs where task_id = (
       select id from graphile_worker._private_tasks where identifier = 'events')`,
  );
  return rows.map(({ keys }) => keys);
}

t.test('events that are stored together share jobs of at most 20 events', async (t) => {
  const uplink = await startApp(t, { startsJobs: false });
  const { database, config } = uplink;
  const inbox = createInbox({
    database,
    keyRing: createKeyRing(config.encryptionKeys),
    hashes: createHashes(config.sessionSecret.reveal()),
  });
  const bodies = Array.from({ length: 100 }, (_, n) => bodyOf('user', n));
  await Promise.all(bodies.map((body) => inbox.take(body, parseEvent(body) as WebhookEvent)));
  const jobs = await queuedKeys(uplink);
  t.ok(jobs.length < 20, `${jobs.length} jobs`);
  t.ok(jobs.every(({ length }) => length <= 20));
  t.equal(new Set(jobs.flat()).size, 100, 'every event is in one job');
  const [keys = []] = jobs;
  t.equal((await inbox.open(keys)).length, keys.length);
  await inbox.finish(keys.slice(1));
  t.same(
    (await inbox.open(keys)).map(({ key }) => key),
    keys.slice(0, 1),
  );
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
