import t from 'tap';
import { allScopes, type User } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { apiCalls, dropCachedUser, KINDS, type Kind } from '../helpers/zoom-host.ts';
import { addHost, env, SETTINGS } from './host.ts';

const uplink = await startApp(t, { env });
const { simulator } = uplink;
t.beforeEach(() => {
  simulator.clearFaults();
  simulator.clearRequests();
  simulator.setScopes([...allScopes]);
});

const calls = () => apiCalls(simulator, { path: SETTINGS }).length;
const switchesOf = (kind: Kind) =>
  kind === 'meetings'
    ? ({ all: 'allowLivestreaming', custom: 'customLivestream' } as const)
    : ({ all: 'webinarPlan', custom: 'webinarCustomLivestream' } as const);

for (const kind of KINDS) {
  const { all, custom } = switchesOf(kind);
  const others = switchesOf(kind === 'meetings' ? 'webinars' : 'meetings');

  t.test(`livestreaming of ${kind} that is off in Zoom is a problem with a link to turn it on`, async (t) => {
    for (const [name, reason, pattern] of [
      [all, 'livestreaming_off', /Livestreaming of \w+ is off/],
      [custom, 'custom_service_off', /Custom Live Streaming Service is off/],
    ] as const) {
      const host = await addHost(uplink, kind, { user: { features: { [name]: false } } });
      const { ready, checks } = await host.check();
      t.equal(ready, false, name);
      t.match(checks.custom_streaming, {
        status: 'problem',
        reason,
        message: pattern,
        fix_url: 'https://zoom.us/profile/setting',
      });
    }
  });

  t.test(`settings of the other kind do not affect ${kind}`, async (t) => {
    const features = { [others.all]: false, [others.custom]: false };
    const { checks } = await (await addHost(uplink, kind, { user: { features } })).check();
    t.equal(checks.custom_streaming.status, 'ok');
  });

  t.test(`settings without values for ${kind} are unknown`, async (t) => {
    const host = await addHost(uplink, kind);
    for (const body of [{}, { in_meeting: {} }, { in_meeting: null }]) {
      simulator.addFault({ kind: 'answer', status: 200, body, path: SETTINGS });
      const { ready, checks } = await host.check();
      t.equal(ready, true);
      t.match(checks.custom_streaming, { status: 'unknown', reason: 'not_told', message: /didn’t report/ });
    }
  });

  t.test(`without the scope the settings for ${kind} are unknown, with a link to reconnect`, async (t) => {
    simulator.setScopes(allScopes.filter((scope) => scope !== 'user:read:settings'));
    const { status, checks } = await (await addHost(uplink, kind)).check();
    t.equal(status, 200);
    t.match(checks.custom_streaming, {
      status: 'unknown',
      reason: 'unchecked',
      facts: { problem: 'scope_missing' },
      message: /Reconnect to Zoom/,
      fix_url: `${uplink.url}/install`,
    });
  });

  t.test(`consecutive readiness checks of ${kind} fetch the settings once`, async (t) => {
    const host = await addHost(uplink, kind);
    for (let n = 0; n < 3; n += 1) t.equal((await host.check()).checks.custom_streaming.status, 'ok');
    t.equal(calls(), 1);
  });

  t.test(`turning ${kind} on takes effect immediately`, async (t) => {
    const host = await addHost(uplink, kind, { user: { features: { [custom]: false } } });
    t.equal((await host.check()).checks.custom_streaming.status, 'problem');
    (simulator.state.users.get(host.userId) as User).features[custom] = true;
    t.equal((await host.check()).checks.custom_streaming.status, 'ok');
  });

  t.test(`turning ${kind} off takes effect with no-cache, and after a webhook`, async (t) => {
    const host = await addHost(uplink, kind);
    const { features } = simulator.state.users.get(host.userId) as User;
    t.equal((await host.check()).checks.custom_streaming.status, 'ok');
    features[custom] = false;
    t.equal((await host.check({ 'cache-control': 'no-cache' })).checks.custom_streaming.status, 'problem');
    features[custom] = true;
    t.equal((await host.check()).checks.custom_streaming.status, 'ok');
    features[custom] = false;
    await dropCachedUser(uplink, host.userId);
    t.equal((await host.check()).checks.custom_streaming.status, 'problem');
  });
}

t.test('settings of one host never affect another', async (t) => {
  const on = await addHost(uplink, 'meetings');
  const off = await addHost(uplink, 'meetings', { user: { features: { customLivestream: false } } });
  t.equal((await on.check()).ready, true);
  t.equal((await off.check()).checks.custom_streaming.status, 'problem');
  t.equal((await on.check()).ready, true);
});

t.test('with caching disabled, the settings are fetched each time', async (t) => {
  const always = await startApp(t, { sharedWith: uplink, env: { ...env, LIVESTREAM_FRESH_SECONDS: '0' } });
  const host = await addHost(always, 'meetings');
  await host.check();
  await host.check();
  t.equal(calls(), 2);
});

t.test('a host without a licence is a problem', async (t) => {
  for (const [type, reason, pattern] of [
    [1, 'basic', /Basic/],
    [4, 'none', /no license/],
    [99, 'none', /no license/],
  ] as const) {
    for (const kind of KINDS) {
      const { status, ready, checks } = await (await addHost(uplink, kind, { user: { type } })).check();
      t.strictSame([status, ready], [200, false], `${kind} ${type}`);
      t.match(checks.licence, {
        status: 'problem',
        reason,
        message: pattern,
        fix_url: 'https://zoom.us/profile',
      });
    }
  }
});
