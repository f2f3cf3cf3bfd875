import t from 'tap';
import { Secret } from '../../src/crypto/secret.ts';
import { createUserCache } from '../../src/database/user-cache.ts';
import { createReadHostSettings } from '../../src/livestreams/host-settings.ts';
import { fetchedAgo } from '../../src/preflight/check-times.ts';
import type { AccessTokens } from '../../src/tokens/access-tokens.ts';

/** Host settings on the test's own clock, from a fake Zoom that counts its calls. */
function hostSettings({ freshSeconds = 600, trusted = true } = {}) {
  const state = { now: 1_000, calls: 0, custom: true };
  const userCache = createUserCache({ isTrusted: () => trusted });
  const grant = { userId: 'host', accountId: 'account', accessToken: new Secret('token') };
  const use: AccessTokens['use'] = (_userId, call) => call(grant);
  const read = createReadHostSettings({
    userCache,
    tokens: { use },
    zoom: async () => {
      state.calls += 1;
      return { in_meeting: { allow_live_streaming: true, custom_live_streaming_service: state.custom } };
    },
    freshSeconds,
    monotonicNow: () => state.now,
  });
  const readMeeting = (fromZoom = false) => read('host', 'meeting', { fromZoom });
  return { state, userCache, read, readMeeting };
}

t.test('settings and their age are cached for a minute', async (t) => {
  const { state, readMeeting } = hostSettings();
  t.equal((await readMeeting()).ageMs, 0);
  state.now += 59_999;
  t.equal((await readMeeting()).ageMs, 59_999);
  t.equal(state.calls, 1);
  state.now += 1;
  t.equal((await readMeeting()).ageMs, 0);
  t.equal(state.calls, 2);
});

t.test('settings are cached no longer than LIVESTREAM_FRESH_SECONDS', async (t) => {
  const { state, readMeeting } = hostSettings({ freshSeconds: 10 });
  await readMeeting();
  state.now += 10_000;
  await readMeeting();
  t.equal(state.calls, 2);
});

t.test('settings that are off or missing are not cached', async (t) => {
  const { state, readMeeting, read } = hostSettings();
  state.custom = false;
  await readMeeting();
  state.custom = true;
  t.equal((await readMeeting()).settings.meeting.customService, true);
  t.equal(state.calls, 2);
  await read('host', 'webinar', { fromZoom: false });
  await read('host', 'webinar', { fromZoom: false });
  t.equal(state.calls, 4);
});

t.test('cached settings are dropped with the user, and not used while pub/sub is down', async (t) => {
  const { state, userCache, readMeeting } = hostSettings();
  await readMeeting();
  userCache.drop('host');
  await readMeeting();
  t.equal(state.calls, 2);
  const untrusted = hostSettings({ trusted: false });
  await untrusted.readMeeting();
  await untrusted.readMeeting();
  t.equal(untrusted.state.calls, 2);
});

t.test('the age of settings is stated from two seconds on', async (t) => {
  t.equal(fetchedAgo(1_499), '');
  t.equal(fetchedAgo(30_000), ' Last updated 30 seconds ago.');
  t.equal(fetchedAgo(300_000), ' Last updated 5 minutes ago.');
});
