import { test } from 'tap';
import { createUserCache } from '../../src/database/user-cache.ts';
import { createMemoryCache } from '../../src/livestreams/memory-cache.ts';

const USER = 'user-1';
const meeting = (id: number) => ({ kind: 'meeting', id: String(10_000_000_000 + id) }) as const;
const entry = (body: string) => ({ body, etag: '"tag"', freshUntil: Number.POSITIVE_INFINITY });

function start(maxBytes?: number) {
  const userCache = createUserCache({ isTrusted: () => true, ...(maxBytes !== undefined && { maxBytes }) });
  return { userCache, cache: createMemoryCache(userCache) };
}

test('finds each livestream of a user by kind and ID', async (t) => {
  const { cache } = start();
  const scope = cache.scopeFor(USER);
  cache.store(scope, meeting(1), entry('first'));
  cache.store(scope, meeting(2), entry('second'));
  cache.store(scope, { ...meeting(1), kind: 'webinar' }, entry('webinar'));
  cache.store(scope, meeting(1), entry('newer'));
  t.equal(cache.find(USER, meeting(1))?.body, 'newer');
  t.equal(cache.find(USER, meeting(2))?.body, 'second');
  t.equal(cache.find(USER, { ...meeting(1), kind: 'webinar' })?.body, 'webinar');
  t.equal(cache.find(USER, meeting(3)), undefined);
  t.equal(cache.find('user-2', meeting(1)), undefined);
});

test('keeps the 200 newest livestreams of a user', async (t) => {
  const { cache } = start();
  const scope = cache.scopeFor(USER);
  for (let id = 0; id <= 200; id += 1) cache.store(scope, meeting(id), entry(`${id}`));
  t.equal(cache.find(USER, meeting(0)), undefined);
  t.equal(cache.find(USER, meeting(1))?.body, '1');
  t.equal(cache.find(USER, meeting(200))?.body, '200');
});

test('counts the size of what it stores, and of what it replaces', async (t) => {
  const { userCache, cache } = start();
  const scope = cache.scopeFor(USER);
  cache.store(scope, meeting(1), entry('x'.repeat(1_000)));
  const one = userCache.bytes;
  cache.store(scope, meeting(1), entry('y'.repeat(1_000)));
  t.equal(userCache.bytes, one);
  cache.store(scope, meeting(1), entry('y'.repeat(3_000)));
  t.equal(userCache.bytes, one + 2_000);
  cache.store(scope, meeting(1), entry('’'.repeat(3_000)));
  t.equal(userCache.bytes, one + 5_000, 'two bytes per character');
});

test('livestreams with long values leave with the oldest user', async (t) => {
  const { userCache, cache } = start(100_000);
  const users = Array.from({ length: 20 }, (_, index) => `user-${index}`);
  for (const user of users) {
    cache.store(cache.scopeFor(user), meeting(1), entry('x'.repeat(10_000)));
    t.ok(userCache.bytes <= 100_000);
  }
  t.same(
    users.filter((user) => cache.find(user, meeting(1)) !== undefined),
    users.slice(-9),
  );
});
