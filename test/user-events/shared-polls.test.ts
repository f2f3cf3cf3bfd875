import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import type { Database } from '../../src/database/client.ts';
import { connectDatabase } from '../../src/database/client.ts';
import type { Invalidations } from '../../src/database/invalidation.ts';
import { createUserEvents } from '../../src/user-events/stream.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { waitUntil } from '../helpers/zoom-host.ts';

const USERS = 20;
const STREAMS_PER_USER = 6;
const POLL_INTERVAL_MS = 2_000;
/** When the streams wait to poll, in monotonic milliseconds. */
const pollTimes: number[] = [];
/** A process that never receives a notification. */
const silent: Invalidations = {
  next: async (_userId, ms, signal) => {
    pollTimes.push(performance.now() + ms);
    await delay(ms, undefined, { signal }).catch(() => {});
    return false;
  },
};

const { url } = await createTestDatabase(t);
const database = connectDatabase({ url, poolMax: 4, onError: () => {} });
t.teardown(() => database.close());
const users = Array.from({ length: USERS }, (_, index) => `user-${index}`);
await database.pool.query(
  `insert into installation (user_id, account_id, status, profile, data_key, updated_at)
   select user_id, 'account', 'connected', '', '', now() from unnest($1::text[]) as user_id`,
  [users],
);

t.test('open streams share the statements that poll, and each gets the events of its user', async (t) => {
  const reads: Promise<unknown>[] = [];
  const sql = new Proxy(database.sql, {
    get(target, name: keyof Database['sql']) {
      const query = target[name] as (...args: unknown[]) => unknown;
      return (text: TemplateStringsArray, ...values: unknown[]) => {
        const result = query.call(target, text, ...values) as Promise<unknown>;
        if (text.join('').includes('lateral')) reads.push(result);
        return result;
      };
    },
  });
  const events = createUserEvents({ sql }, silent, { pollIntervalMs: POLL_INTERVAL_MS });
  const abort = new AbortController();
  const streams = users.flatMap((userId) =>
    Array.from({ length: STREAMS_PER_USER }, () => ({
      userId,
      events: events.follow(userId, { signal: abort.signal, isAuthorized: async () => true }),
    })),
  );
  await Promise.all(streams.map((stream) => stream.events.next()));
  const received = streams.map(async (stream) => {
    const { value } = await stream.events.next();
    return value?.data;
  });
  await waitUntil(async () => pollTimes.length === streams.length && reads.length > 0);
  await Promise.all(reads);
  const before = reads.length;
  await database.pool.query(
    `insert into user_event (user_id, event, data)
     select user_id, 'live', jsonb_build_object('meeting_id', user_id) from unnest($1::text[]) as user_id`,
    [users],
  );
  t.strictSame(
    await Promise.all(received),
    streams.map(({ userId }) => ({ meeting_id: userId })),
  );
  t.ok(before < streams.length / 4, `${before} statements of ${streams.length} streams at first`);
  t.ok(reads.length > before, 'the events were found by polling');
  t.ok(reads.length < streams.length / 2, `${reads.length} statements with the polls`);
  const aligned = pollTimes.filter((time) => {
    const polls = time / POLL_INTERVAL_MS;
    return Math.abs(polls - Math.round(polls)) < 0.02;
  });
  t.ok(aligned.length > 0.9 * pollTimes.length, 'streams poll at the same times');
  abort.abort();
  await Promise.all(streams.map((stream) => stream.events.return(undefined)));
});
