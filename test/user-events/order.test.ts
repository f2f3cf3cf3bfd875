import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { dropCachedUser, HOST } from '../helpers/zoom-host.ts';

const uplink = await startApp(t, { disablePolling: true });
const { pool } = uplink.database;
const host = await uplink.signIn(HOST);

/** Ids of different lengths, which sort differently as text. */
const RANGES = [
  { first: 95, last: 115 },
  { first: 951, last: 1149 },
];

const numbers = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => String(first + index));

/**
 * Stores user events with exactly these ids, in reverse, so that the insertion order is not the
 * order.
 */
async function publish(ids: string[]): Promise<void> {
  await pool.query(
    `insert into user_event (id, user_id, event, data)
     select id, $1, 'live', jsonb_build_object('kind', 'meetings', 'meeting_id', id::text)
     from unnest($2::bigint[]) as given (id) order by given.id desc`,
    [HOST, ids],
  );
  await dropCachedUser(uplink, HOST);
}

for (const { first, last } of RANGES) {
  t.test(`events ${first} to ${last} are each delivered once, in numeric order`, async (t) => {
    const stream = await openEvents(t, host);
    const ids = numbers(first, last);
    await publish(ids);
    const delivered = [];
    for (const _ of ids) delivered.push((await stream.next('live')).id);
    t.strictSame(delivered, ids);
    stream.close();
  });

  t.test(
    `a client that resumes within ${first} to ${last} gets exactly the events after its last one`,
    async (t) => {
      const ids = numbers(first, last);
      for (const at of [0, 4, ids.length - 2]) {
        const stream = await openEvents(t, host, { 'last-event-id': ids[at] ?? '' });
        const expected = ids.slice(at + 1);
        const delivered = [];
        for (const _ of expected) delivered.push((await stream.next('live')).id);
        t.strictSame(delivered, expected, `after ${ids[at]}`);
        stream.close();
      }
    },
  );
}

t.test('no query sorts by a column that its own result renames to text', async (t) => {
  const src = fileURLToPath(new URL('../../src', import.meta.url));
  const files = (await readdir(src, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('database/generated/'),
  );
  for (const file of files) {
    const text = await readFile(`${src}/${file}`, 'utf8');
    const asText = new Set([...text.matchAll(/\b(\w+)::text as (\w+)/g)].map(([, , alias]) => alias));
    const sorted = [...text.matchAll(/\border by ([^`)]*)/g)].flatMap(([, keys = '']) => keys.split(','));
    const bare = sorted.map((key) => key.trim().split(/\s/)[0]).filter((key) => asText.has(key));
    t.strictSame(bare, [], file);
  }
});
