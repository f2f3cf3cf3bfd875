import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { deleteRest } from '../../src/installations/pending-erasure.ts';
import { limits } from '../../src/limits.ts';
import { EMPTY_FENCE } from '../../src/livestreams/cached-row.ts';
import { recordChange } from '../../src/livestreams/history-store.ts';
import { storeIntent, takeWriteLease } from '../../src/livestreams/write-lease-store.ts';
import { createPublish } from '../../src/user-events/publish.ts';
import { blockInserts, lockRows, lockWaiters } from '../helpers/database-locks.ts';
import { createJobs, type JobEvent, livestreamStarted } from '../helpers/webhook-jobs.ts';

const START = Date.now() - 60_000;
const [FIRST, MIDDLE, NEW] = ['81000000001', '81000000002', '81000000003'] as const;
const MEETING = { kind: 'meeting', id: FIRST } as const;
const CONFIGURATION = {
  streamUrl: 'rtmp://x.example/',
  streamKey: 'key',
  pageUrl: 'https://x.example',
  resolution: '720p',
};
const CHANGE = { by: 'zoom', kind: 'drift', before: null, after: CONFIGURATION } as const;

/** A user, and the last step of the user's erasure. */
async function arrange(t: Test) {
  const jobs = await createJobs(t);
  const { database, install, installations, rows } = jobs;
  const userId = await install();
  const user = await installations.get(userId);
  const erase = async () => {
    await rows('update installation set erasing_since = now() where user_id = $1', userId);
    await deleteRest(database, userId, Number.POSITIVE_INFINITY);
  };
  return { ...jobs, userId, user, erase };
}

type Arranged = Awaited<ReturnType<typeof arrange>>;

/**
 * Starts `work`, whose statement waits for `lock` in the middle of its rows, and then an erasure,
 * which must wait for the statement before it locks anything that the statement needs.
 */
async function eraseDuring(
  t: Test,
  { database, erase, errors, rows }: Arranged,
  work: () => Promise<unknown>,
  lock: () => Promise<() => Promise<void>>,
): Promise<void> {
  const release = await lock();
  const working = work();
  await lockWaiters({ database }, 1);
  const erasing = erase();
  await lockWaiters({ database }, 2);
  await release();
  await Promise.all([working, erasing]);
  t.same(errors, [], 'no statement was cancelled because of a deadlock');
  t.same(await rows('select from installation'), []);
}

const LIVESTREAM = 'select from livestream where meeting_id = $1::bigint for update';
const SESSION = 'select from meeting_session where meeting_id = $1::bigint for update';
const EVENTS: [name: string, lock: string][] = [
  ['meeting.updated', LIVESTREAM],
  ['meeting.deleted', LIVESTREAM],
  ['meeting.live_streaming_started', LIVESTREAM],
  ['meeting.started', SESSION],
  ['meeting.ended', SESSION],
  ['meeting.live_streaming_stopped', 'select from live_status where meeting_id = $1::bigint for update'],
];

for (const [name, lock] of EVENTS)
  t.test(`${name}: a job with known and new meetings does not deadlock with an erasure`, async (t) => {
    const arranged = await arrange(t);
    const { database, run, userId } = arranged;
    const event = (meeting: string, at: number): JobEvent =>
      name === 'meeting.live_streaming_started'
        ? livestreamStarted({ userId, meeting, at }, `key ${at}`)
        : { userId, name, meeting, at };
    await run([event(FIRST, START), event(MIDDLE, START)]);
    await eraseDuring(
      t,
      arranged,
      () => run([FIRST, MIDDLE, NEW].map((meeting) => event(meeting, START + 1))),
      () => lockRows({ database }, lock, [MIDDLE]),
    );
  });

t.test('an event that displaces older ones does not deadlock with an erasure', async (t) => {
  const arranged = await arrange(t);
  const { database, rows, userId } = arranged;
  const events = `insert into user_event (user_id, event, data)
    select $1, 'livestream', '{}' from generate_series(1, ${limits.userEvent.max})`;
  await rows(events, userId);
  const data = { kind: 'meetings', meeting_id: FIRST } as const;
  const published = Array.from({ length: 3 }, () => ({ userId, event: 'livestream', data }) as const);
  const second = 'select from user_event order by id offset 1 limit 1 for update';
  await eraseDuring(
    t,
    arranged,
    () => createPublish(database).all(published),
    () => lockRows({ database }, second),
  );
});

t.test('an update that records a change does not deadlock with an erasure', async (t) => {
  const arranged = await arrange(t);
  const { database, user } = arranged;
  const instanceId = randomUUID();
  const { fence = EMPTY_FENCE } = (await takeWriteLease(database.sql, user, MEETING, { instanceId })) ?? {};
  const intent = { kind: 'updated', before: CONFIGURATION, wanted: CONFIGURATION } as const;
  const given = { instanceId, fence, intent, requestedMsAgo: 0, isRetry: false, change: CHANGE };
  await eraseDuring(
    t,
    arranged,
    () => storeIntent(database.sql, user, MEETING, given),
    () => blockInserts({ database }, 'livestream_change'),
  );
});

t.test('a history entry that displaces older ones does not deadlock with an erasure', async (t) => {
  const arranged = await arrange(t);
  const { database, rows, userId, user } = arranged;
  const entries = `insert into livestream_change (id, user_id, kind, meeting_id, by, change, content)
    select gen_random_uuid(), $1, 'meeting', $2::bigint, 'zoom', 'drift', ''
    from generate_series(1, ${limits.history.maxPerMeeting + 2})`;
  await rows(entries, userId, FIRST);
  const second = 'select from livestream_change order by seq offset 1 limit 1 for update';
  await eraseDuring(
    t,
    arranged,
    () => recordChange(database.sql, user, MEETING, CHANGE),
    () => lockRows({ database }, second),
  );
});
