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
  t.equal(cache.version, version + 1);
});
