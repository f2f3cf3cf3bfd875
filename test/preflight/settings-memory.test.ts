import t from 'tap';
import { Secret } from '../../src/crypto/secret.ts';
import { createUserCache } from '../../src/database/user-cache.ts';
import { createReadHostSettings } from '../../src/livestreams/host-settings.ts';
import { fetchedAgo } from '../../src/preflight/check-times.ts';
import type { AccessTokens } from '../../src/tokens/access-tokens.ts';

/** Settings on a clock of the test's own, from a Zoom that counts how often it is asked. */
function hostSettings({ freshSeconds = 600, trusted = true } = {}) {
  const state = { now: 1_000, calls: 0, custom: true };
  const memory = createUserCache({ isTrusted: () => trusted });
  const grant = { userId: 'host', accountId: 'account', accessToken: new Secret('token') };
  const use: AccessTokens['use'] = (_userId, call) => call(grant);
  const read = createReadHostSettings({
    memory,
    tokens: { use },
    zoom: async () => {
      state.calls += 1;
      return { in_meeting: { allow_live_streaming: true, custom_live_streaming_service: state.custom } };
    },
    freshSeconds,
    monotonicNow: () => state.now,
  });
  const look = (fromZoom = false) => read('host', 'meeting', { fromZoom });
  return { state, memory, read, look };
}

t.test('settings are remembered for a minute, and their age with them', async (t) => {
  const { state, look } = hostSettings();
  t.equal((await look()).ageMs, 0);
  state.now += 59_999;
  t.equal((await look()).ageMs, 59_999);
  t.equal(state.calls, 1);
  state.now += 1;
  t.equal((await look()).ageMs, 0);
  t.equal(state.calls, 2);
});

t.test('they are remembered no longer than any copy is answered', async (t) => {
  const { state, look } = hostSettings({ freshSeconds: 10 });
  await look();
  state.now += 10_000;
  await look();
  t.equal(state.calls, 2);
});

t.test('what is off, or was not told, is asked again each time', async (t) => {
  const { state, look, read } = hostSettings();
  state.custom = false;
  await look();
  state.custom = true;
  t.equal((await look()).settings.meeting.customService, true);
  t.equal(state.calls, 2);
  await read('host', 'webinar', { fromZoom: false });
  await read('host', 'webinar', { fromZoom: false });
  t.equal(state.calls, 4);
});

t.test('they are forgotten with the user, and while changes can’t be heard', async (t) => {
  const { state, memory, look } = hostSettings();
  await look();
  memory.drop('host');
  await look();
  t.equal(state.calls, 2);
  const deaf = hostSettings({ trusted: false });
  await deaf.look();
  await deaf.look();
  t.equal(deaf.state.calls, 2);
});

t.test('how old something is is said once it is older than a moment', async (t) => {
  t.equal(fetchedAgo(1_499), '');
  t.equal(fetchedAgo(30_000), ' Zoom was asked 30 seconds ago.');
  t.equal(fetchedAgo(300_000), ' Zoom was asked 5 minutes ago.');
});
