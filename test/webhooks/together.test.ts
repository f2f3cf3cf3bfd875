import fc from 'fast-check';
import t, { test } from 'tap';
import { readCachedMeetings } from '../../src/livestreams/cache-reads.ts';
import { lockRows, lockWaiters } from '../helpers/database-locks.ts';
import { createJobs, type JobEvent, livestreamStarted } from '../helpers/webhook-jobs.ts';

const START = Date.now() - 60_000;
const MEETINGS = ['81000000001', '81000000002', '81000000003'];
const [MEETING = ''] = MEETINGS;

t.setTimeout(200_000);

const updated = (userId: string, at: number, meeting = MEETING): JobEvent => ({
  userId,
  name: 'meeting.updated',
  meeting,
  at,
});

test('fifty updates of a meeting in one job are one event for its host, and one update of its row', async (t) => {
  const { install, run, rows, results, statements, open } = await createJobs(t);
  const host = await install();
  const others = await rows('select count(*) from user_event');
  statements.length = 0;
  await run(Array.from({ length: 50 }, (_, n) => updated(host, START + n)));
  const executed = statements.length;
  t.equal(open(), 0);
  t.equal(results.filter((result) => result === 'meeting.updated done').length, 50);
  t.same(await rows("select data from user_event where event = 'livestream'"), [
    { data: { kind: 'meetings', meeting_id: MEETING } },
  ]);
  t.match(others, [{ count: '1' }], 'and the one of the installation');
  t.same(await rows('select event_at, dirty from livestream'), [
    { event_at: new Date(START + 49), dirty: true },
  ]);
  t.ok(executed <= 8, `${executed} statements`);
});

test('the number of statements does not depend on the number of users and meetings', async (t) => {
  const { install, run, statements } = await createJobs(t);
  const events = (userId: string): JobEvent[] => [
    livestreamStarted({ userId, meeting: MEETING, at: START }, 'key'),
    { userId, name: 'meeting.live_streaming_stopped', meeting: MEETINGS[1] ?? '', at: START },
    { userId, name: 'meeting.started', meeting: MEETINGS[1] ?? '', at: START },
    { userId, name: 'meeting.ended', meeting: MEETINGS[2] ?? '', at: START },
    updated(userId, START, MEETINGS[2]),
  ];
  const costOf = async (users: number) => {
    const userIds: string[] = [];
    while (userIds.length < users) userIds.push(await install());
    statements.length = 0;
    await run(userIds.flatMap(events));
    return statements.length;
  };
  const few = await costOf(2);
  const many = await costOf(8);
  t.ok(many <= few, `${few} statements for 2 users, ${many} for 8`);
});

const NAMES = ['updated', 'deleted', 'started', 'ended', 'live_streaming_stopped', 'created'];
const happening = fc.record({
  user: fc.nat(1),
  name: fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom('livestream a', 'livestream b', 'settings')),
  meeting: fc.constantFrom(...MEETINGS.slice(0, 2)),
  at: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constantFrom(1000, 2000)).map((ms) => START + ms),
  /** Whether a new job begins with it. */
  isFirst: fc.boolean(),
});

function eventOf(
  userId: string,
  { name, meeting, at }: { name: string; meeting: string; at: number },
): JobEvent {
  if (name === 'settings') return { userId, name: 'user.settings_updated', at };
  if (name.startsWith('livestream')) return livestreamStarted({ userId, meeting, at }, `${name}-${at}`);
  return { userId, name: `meeting.${name}`, meeting, at };
}

test('events of one job lead to the same state as in a job each', async (t) => {
  const { database, installations, install, run, rows, open } = await createJobs(t);

  async function observe(userId: string): Promise<string> {
    const cached = await readCachedMeetings(
      database.sql,
      await installations.get(userId),
      'meeting',
      MEETINGS,
    );
    const livestreams = [...cached].map(([id, { configuration, dirty, fetchedAt }]) => [
      id,
      configuration,
      configuration && dirty,
      configuration && fetchedAt,
    ]);
    const live = await rows(
      'select meeting_id, state, since, event_at from live_status where user_id = $1 order by meeting_id',
      userId,
    );
    const sessions = await rows(
      'select meeting_id, uuid, started_at, ended_at from meeting_session where user_id = $1 order by meeting_id',
      userId,
    );
    return JSON.stringify({ livestreams: livestreams.sort(), live, sessions });
  }

  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 10 }), async (list) => {
      const together = [await install(), await install()];
      const alone = [await install(), await install()];
      const jobs: JobEvent[][] = [];
      for (const each of list) {
        const event = eventOf(together[each.user] ?? '', each);
        if (each.isFirst || jobs.length === 0) jobs.push([event]);
        else jobs.at(-1)?.push(event);
        await run([eventOf(alone[each.user] ?? '', each)]);
      }
      for (const job of jobs) await run(job);
      if (open() > 0) throw new Error(`${open()} events were not processed`);
      for (const user of [0, 1]) {
        const [actual, expected] = [await observe(together[user] ?? ''), await observe(alone[user] ?? '')];
        if (actual !== expected) throw new Error(`${JSON.stringify(list)}\n${expected}\n${actual}`);
      }
    }),
    { numRuns: 40 },
  );
});

test('a broadcast that starts and stops within a job is in the history and published as both, in order', async (t) => {
  const { install, run, rows } = await createJobs(t);
  const userId = await install();
  await run([
    { userId, name: 'meeting.live_streaming_stopped', meeting: MEETING, at: START + 2 },
    { userId, name: 'meeting.ended', meeting: MEETING, at: START + 3 },
    livestreamStarted({ userId, meeting: MEETING, at: START }, 'key'),
  ]);
  t.same(await rows('select change::text from livestream_change order by seq'), [
    { change: 'started' },
    { change: 'stopped' },
  ]);
  t.same(await rows(`select data->>'status' as status from user_event where event = 'live' order by id`), [
    { status: 'live' },
    { status: 'idle' },
  ]);
  t.same(await rows('select state::text, event_at from live_status'), [
    { state: 'idle', event_at: new Date(START + 3) },
  ]);
});

const LOCKS = {
  'meeting.updated': 'select from livestream where meeting_id = $1::bigint for update',
  'meeting.deleted': 'select from livestream where meeting_id = $1::bigint for update',
  'meeting.started': 'select from meeting_session where meeting_id = $1::bigint for update',
  'meeting.live_streaming_stopped': `
    select pg_advisory_xact_lock(hashtextextended('run ' || user_id || ' meeting ' || $1, 0)) from installation`,
};

for (const [name, lock] of Object.entries(LOCKS)) {
  test(`${name}: jobs about the same meetings in opposite orders do not deadlock`, async (t) => {
    const { database, install, run, errors, open } = await createJobs(t);
    const userId = await install();
    const events = (at: number) => MEETINGS.map((meeting): JobEvent => ({ userId, name, meeting, at }));
    await run(events(START));
    // Each job holds its first row and waits for the one in the middle, if it follows its own order.
    const release = await lockRows({ database }, lock, [MEETINGS[1]]);
    const first = run(events(START + 1));
    await lockWaiters({ database }, 1);
    const second = run(events(START + 2).reverse());
    await lockWaiters({ database }, 2);
    await release();
    await Promise.all([first, second]);
    t.same(errors, []);
    t.equal(open(), 0);
  });
}

test('concurrent jobs about the same users and meetings all succeed', async (t) => {
  const { install, run, errors, open } = await createJobs(t);
  const hosts = [await install(), await install(), await install()];
  for (let round = 0; round < 5; round += 1) {
    const at = START + round * 10;
    const events = hosts.flatMap((userId) =>
      MEETINGS.flatMap((meeting): JobEvent[] => [
        livestreamStarted({ userId, meeting, at }, `${round}`),
        { userId, name: 'meeting.live_streaming_stopped', meeting, at: at + 1 },
        { userId, name: 'meeting.started', meeting, at: at + 2 },
        updated(userId, at + 3, meeting),
        { userId, name: 'user.settings_updated', at: at + 4 },
        { userId, name: 'meeting.ended', meeting, at: at + 5 },
        { userId, name: 'meeting.deleted', meeting, at: at + 6 },
      ]),
    );
    await Promise.all([run(events), run(events.toReversed()), run(events)]);
  }
  t.same(errors, []);
  t.equal(open(), 0);
});

test('an event whose effect fails is tried again alone, and the others are applied once', async (t) => {
  const { install, run, retry, rows, results, open } = await createJobs(t);
  const [host, other] = [await install(), await install()];
  const [, broken = ''] = MEETINGS;
  await rows(
    `alter table user_event add constraint nothing check (data->>'meeting_id' is distinct from '${broken}') not valid`,
  );
  const started = livestreamStarted({ userId: other, meeting: MEETING, at: START }, 'key');
  await t.rejects(run([updated(host, START, MEETING), updated(host, START, broken), started]), /nothing/);
  t.equal(open(), 1);
  t.same(results.sort(), ['meeting.live_streaming_started done', 'meeting.updated done']);
  const published = () =>
    rows(
      `select user_id, event, data->>'meeting_id' as id from user_event where event <> 'connection' order by event, id`,
    );
  const once = [
    { user_id: other, event: 'live', id: MEETING },
    ...[host, other].map((user_id) => ({ user_id, event: 'livestream', id: MEETING })),
  ];
  const sorted = async () => (await published()).map((row) => JSON.stringify(row)).sort();
  t.same(await sorted(), once.map((row) => JSON.stringify(row)).sort());
  t.same(await rows('select change::text from livestream_change'), [{ change: 'started' }]);
  await rows('alter table user_event drop constraint nothing');
  await retry();
  t.equal(open(), 0);
  t.match(await sorted(), { length: 4 });
});

test('a user whose data key is lost or who was erased does not keep the others from being processed', async (t) => {
  const { install, run, rows, results, open } = await createJobs(t);
  const [lost, erased, host] = [await install(), await install(), await install()];
  await rows(`update installation set data_key = '\\x00' where user_id = $1`, lost);
  await rows('update installation set erasing_since = now() where user_id = $1', erased);
  await run(
    [lost, erased, host].map((userId) => livestreamStarted({ userId, meeting: MEETING, at: START }, 'key')),
  );
  t.equal(open(), 0);
  t.same(results.map((result) => result.split(' ')[1]).sort(), ['done', 'undecryptable', 'unknown_user']);
  t.same(await rows('select user_id from live_status'), [{ user_id: host }]);
});

test('an event changes only the rows of its own user', async (t) => {
  const { install, run, rows } = await createJobs(t);
  const [one, other, third] = [await install(), await install(), await install()];
  await run([one, other, third].map((userId) => updated(userId, START)));
  await run([
    { userId: one, name: 'user.settings_updated', at: START + 1 },
    { userId: other, name: 'user.settings_updated', at: START + 2 },
  ]);
  const eventAt = async (userId: string) =>
    (await rows('select event_at from livestream where user_id = $1', userId)).map(
      (row) => row.event_at.getTime() - START,
    );
  t.same(await Promise.all([one, other, third].map(eventAt)), [[1], [2], [0]]);
});
