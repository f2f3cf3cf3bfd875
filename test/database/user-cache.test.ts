import { test } from 'tap';
import { dropInvalidated, USER_INVALIDATED } from '../../src/database/invalidation.ts';
import { createUserCache } from '../../src/database/user-cache.ts';

const USER = 'user-1';
const message = { kind: USER_INVALIDATED, user_id: USER };

test('a change of livestream settings drops cached livestreams, and neither session nor tokens', async (t) => {
  const cache = createUserCache({ isTrusted: () => true });
  const user = cache.scopeFor(USER);
  const livestreams = cache.livestreams.scopeFor(USER);
  dropInvalidated(cache, { ...message, only: 'livestreams' });
  t.equal(cache.livestreams.isCurrent(livestreams), false);
  t.not(cache.livestreams.scopeFor(USER), livestreams, 'nothing finds the values that were attached to it');
  t.equal(cache.isCurrent(user), true);
  t.equal(cache.scopeFor(USER), user);
});

test('any other change of a user drops cached livestreams too', async (t) => {
  const cache = createUserCache({ isTrusted: () => true });
  for (const drop of [
    () => dropInvalidated(cache, message),
    () => dropInvalidated(cache, { ...message, only: 'a kind of a later version' }),
    () => cache.clear(),
  ]) {
    const user = cache.scopeFor(USER);
    const livestreams = cache.livestreams.scopeFor(USER);
    drop();
    t.equal(cache.isCurrent(user), false);
    t.equal(cache.livestreams.isCurrent(livestreams), false);
    t.not(cache.livestreams.scopeFor(USER), livestreams);
  }
});

test('a user who is evicted loses cached livestreams too', async (t) => {
  const cache = createUserCache({ isTrusted: () => true, maxUsers: 1 });
  const livestreams = cache.livestreams.scopeFor(USER);
  cache.scopeFor('user-2');
  t.equal(cache.livestreams.isCurrent(livestreams), false);
});

test('while pub/sub is down, no cached livestream is used or attached', async (t) => {
  let isTrusted = true;
  const cache = createUserCache({ isTrusted: () => isTrusted });
  const before = cache.livestreams.scopeFor(USER);
  isTrusted = false;
  t.equal(cache.livestreams.isCurrent(before), false);
  const detached = cache.livestreams.scopeFor(USER);
  t.equal(cache.livestreams.isCurrent(detached), false);
  isTrusted = true;
  t.not(cache.livestreams.scopeFor(USER), detached);
});

type Cache = ReturnType<typeof createUserCache>;
type Scope = ReturnType<Cache['scopeFor']>;

const start = (maxUsers: number) => createUserCache({ isTrusted: () => true, maxUsers });

test('a new user replaces the oldest one who was not active since the last replacement', async (t) => {
  const cache = start(3);
  const [one, two, three] = [cache.scopeFor('1'), cache.scopeFor('2'), cache.scopeFor('3')];
  t.equal(cache.scopeFor('1'), one);
  cache.scopeFor('4');
  t.same([one, two, three].map(cache.isCurrent), [true, false, true]);
  cache.scopeFor('5');
  t.same([one, three].map(cache.isCurrent), [true, false], 'activity counts once');
  cache.scopeFor('6');
  cache.scopeFor('7');
  t.equal(cache.isCurrent(one), false);
});

test('if all users were active, the oldest one is replaced', async (t) => {
  const cache = start(2);
  const scopes = ['1', '2'].map((id) => cache.scopeFor(id));
  for (const id of ['2', '1']) cache.scopeFor(id);
  const version = cache.version;
  cache.scopeFor('3');
  t.same(scopes.map(cache.isCurrent), [false, true]);
  t.equal(cache.version, version, 'no user has changed');
});

test('a scope that was dropped releases its values, even if something still refers to it', (t) => {
  const drops = {
    user: (cache: Cache) => cache.drop(USER),
    livestreams: (cache: Cache) => cache.livestreams.drop(USER),
    eviction: (cache: Cache) => cache.scopeFor('user-2'),
    all: (cache: Cache) => cache.clear(),
  };
  for (const [name, drop] of Object.entries(drops)) {
    const cache = start(1);
    const values = cache.livestreams.createValues<string>();
    const scope = cache.livestreams.scopeFor(USER);
    const before = cache.bytes;
    values.set(scope, 'value', 100);
    t.equal(cache.bytes, before + 100);
    drop(cache);
    t.equal(values.get(scope), undefined, name);
    t.ok(cache.bytes <= before, name);
    values.set(scope, 'late', 100);
    t.equal(values.get(scope), undefined, `${name}: nothing is attached later`);
  }
  t.end();
});

test('each kind of values has one value for each scope', (t) => {
  const cache = start(2);
  const [names, colors] = [cache.createValues<string>(), cache.createValues<string>()];
  const scope = cache.scopeFor(USER);
  const empty = cache.bytes;
  names.set(scope, 'first', 10);
  colors.set(scope, 'red', 20);
  names.set(scope, 'second', 15);
  t.same([names.get(scope), colors.get(scope), cache.bytes - empty], ['second', 'red', 35]);
  colors.delete(scope);
  t.same([names.get(scope), colors.get(scope), cache.bytes - empty], ['second', undefined, 15]);
  names.delete(scope);
  t.same([names.get(scope), cache.bytes - empty], [undefined, 0]);
  t.end();
});

test('large values evict the oldest users before the maximum number of users is reached', (t) => {
  const cache = createUserCache({ isTrusted: () => true, maxUsers: 1_000, maxBytes: 10_000 });
  const values = cache.livestreams.createValues<string>();
  const scopes = ['1', '2', '3', '4', '5'].map((id) => {
    const scope = cache.livestreams.scopeFor(id);
    values.set(scope, 'large', 3_000);
    t.ok(cache.bytes <= 10_000);
    return scope;
  });
  t.same(
    scopes.map((scope) => values.get(scope)),
    [undefined, undefined, 'large', 'large', 'large'],
  );
  t.end();
});

test('a kind with a maximum loses its oldest value, and the scope keeps the others', (t) => {
  const cache = start(10);
  const limited = cache.createValues<string>(2);
  const other = cache.createValues<string>();
  const scopes = ['1', '2', '3'].map((id) => cache.scopeFor(id));
  const [one, two, three] = scopes as [Scope, Scope, Scope];
  for (const scope of [one, two]) {
    limited.set(scope, 'limited', 1);
    other.set(scope, 'other', 1);
  }
  limited.set(one, 'newer', 1);
  limited.set(three, 'limited', 1);
  t.same(scopes.map(limited.get), ['newer', undefined, 'limited']);
  t.same([one, two].map(other.get), ['other', 'other']);
  t.same(scopes.map(cache.isCurrent), [true, true, true]);
  t.end();
});
