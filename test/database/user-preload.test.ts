import t from 'tap';
import { Prisma } from '../../src/database/generated/client.ts';
import { createUserCache } from '../../src/database/user-cache.ts';
import { createPreloaded } from '../../src/database/user-preload.ts';
import { startApp } from '../helpers/app.ts';
import { saveDestination } from '../helpers/switches.ts';
import { addHosted, startWithHost } from '../helpers/zoom-host.ts';

/** Rows of a user cache that is trusted until the test says otherwise. */
function start() {
  const cache = { isTrusted: true };
  const userCache = createUserCache({ isTrusted: () => cache.isTrusted });
  const preloaded = createPreloaded<{ id: string | null }>(userCache, {
    name: 'example',
    columns: ['id'],
    query: () => Prisma.sql`select 1 as id`,
  });
  return { cache, userCache, preloaded };
}

t.test('a row that was read with the user can be used once', async (t) => {
  const { userCache, preloaded } = start();
  const scope = userCache.scopeFor('alice');
  preloaded.store(scope, { id: 'a' });
  t.equal(preloaded.take(userCache.scopeFor('bob')), undefined);
  t.match(preloaded.take(scope), { row: { id: 'a' }, readAt: Number });
  t.equal(preloaded.take(scope), undefined);
});

t.test('no row is used after its user has changed, or while messages may be lost', async (t) => {
  const { cache, userCache, preloaded } = start();
  const scope = userCache.scopeFor('alice');
  preloaded.store(scope, { id: 'a' });
  userCache.drop('alice');
  t.equal(preloaded.take(userCache.scopeFor('alice')), undefined);
  t.equal(preloaded.take(scope), undefined);
  preloaded.store(scope, { id: 'a' });
  t.equal(preloaded.take(scope), undefined, 'it was not stored');
  const next = userCache.scopeFor('alice');
  preloaded.store(next, { id: 'b' });
  cache.isTrusted = false;
  t.equal(preloaded.take(next), undefined);
});

t.test('a missing row is not stored, and only a limited number is', async (t) => {
  const { userCache, preloaded } = start();
  const [first, ...others] = Array.from({ length: 501 }, (_, index) => userCache.scopeFor(`user ${index}`));
  if (first === undefined) throw new Error('no user');
  preloaded.store(first, { id: null });
  t.equal(preloaded.take(first), undefined);
  for (const scope of [first, ...others]) preloaded.store(scope, { id: scope.userId });
  t.equal(preloaded.take(first), undefined);
  t.match(preloaded.take(others.at(-1) ?? first), { row: { id: 'user 500' } });
});

t.test('the statement that finds the user reads what the first read of a livestream needs', async (t) => {
  const { uplink, simulator, host } = await startWithHost(t);
  const { path } = addHosted(simulator);
  const id = await saveDestination(host, { name: 'Main' });
  const saved = await host.patch(path, { destination_id: id }, { 'if-match': '*' });
  t.equal(saved.status, 200);

  const other = await startApp(t, { sharedWith: uplink, startsJobs: false });
  const elsewhere = other.client();
  for (const [name, value] of host.cookies) elsewhere.cookies.set(name, value);
  const { pool } = other.database;
  const sent = t.capture(pool, 'query', pool.query);
  const { status, json } = await elsewhere.get(path, { 'cache-control': 'no-cache' });
  t.match({ status, json }, { status: 200, json: { destination_id: id } });
  const texts = sent().map(({ args }) => (args as unknown as [{ text: string }])[0].text);
  const tables = ['session', 'installation', 'token', 'destination'];
  const reads = texts.filter((text) => tables.some((table) => new RegExp(`from ${table}\\b`).test(text)));
  t.equal(reads.length, 1, reads.join('\n'));
});
