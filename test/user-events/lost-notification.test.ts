import t from 'tap';
import { connectDatabase, type Database } from '../../src/database/client.ts';
import type { Invalidations } from '../../src/database/invalidation.ts';
import { createUserEvents } from '../../src/user-events/stream.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { waitUntil } from '../helpers/zoom-host.ts';

const USER = 'user';

const { url } = await createTestDatabase(t);
const database = connectDatabase({ url, poolMax: 2, onError: () => {} });
t.teardown(() => database.close());
await database.pool.query(
  `insert into installation (user_id, account_id, status, profile, data_key, updated_at)
   values ($1, 'account', 'connected', '', '', now())`,
  [USER],
);

/** Counts the statements that read a user's events. */
function observed(): { sql: Database['sql']; reads: Promise<unknown>[] } {
  const reads: Promise<unknown>[] = [];
  const sql = new Proxy(database.sql, {
    get:
      (target, name: '$queryRaw') =>
      (text: TemplateStringsArray, ...values: unknown[]) => {
        const result = target[name](text, ...values);
        if (text.join('').includes('lateral')) reads.push(result);
        return result;
      },
  });
  return { sql, reads };
}

for (const isAuthorized of [true, false]) {
  const outcome = isAuthorized ? 'received' : 'not received after the session has ended';
  t.test(`an event whose notification was lost is ${outcome}`, async (t) => {
    const { sql, reads } = observed();
    /** Publishes the event after the stream has read once, and delivers no notification. */
    const silent: Invalidations = {
      async next() {
        await waitUntil(() => reads.length > 0);
        await reads[0];
        if (reads.length === 1)
          await database.pool.query(
            `insert into user_event (user_id, event, data) values ($1, 'livestream', '{}')`,
            [USER],
          );
        return false;
      },
    };
    const events = createUserEvents({ sql }, silent).follow(USER, {
      signal: new AbortController().signal,
      isAuthorized: async () => isAuthorized,
    });
    await events.next();
    t.match(await events.next(), isAuthorized ? { value: { event: 'livestream' } } : { done: true });
    await events.return(undefined);
  });
}
