import t from 'tap';
import { allScopes } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { apiCalls, KINDS } from '../helpers/zoom-host.ts';
import { addHost, env, SETTINGS } from './host.ts';

const uplink = await startApp(t, { env });
const { simulator } = uplink;
t.beforeEach(() => {
  simulator.clearFaults();
  simulator.setScopes([...allScopes]);
  simulator.state.settings.othersMeeting = 'does-not-exist';
});

for (const kind of KINDS) {
  const calls = {
    details: (id: string) => `/v2/${kind}/${id}`,
    livestream: (id: string) => `/v2/${kind}/${id}/livestream`,
    settings: () => SETTINGS,
  };
  const checksOfDetails = kind === 'meetings' ? ['connection', 'encryption'] : ['connection'];
  const unknownWithout = {
    details: checksOfDetails,
    livestream: ['configuration', 'page_address', 'same_key'],
    settings: ['custom_streaming'],
  };

  t.test(`a failed call for ${kind} makes only the checks that need it unknown`, async (t) => {
    const host = await addHost(uplink, kind);
    for (const name of ['details', 'livestream', 'settings'] as const)
      for (const code of [4711, 99_999]) {
        simulator.clearFaults();
        const body = { code, message: 'No.' };
        simulator.addFault({ kind: 'answer', status: 400, body, path: calls[name](host.id) });
        const { status, ready, checks } = await host.check({ 'cache-control': 'no-cache' });
        t.strictSame([status, ready], [200, name !== 'livestream'], `${name} ${code}`);
        const unknown = Object.values(checks).filter((check) => check.status === 'unknown');
        t.strictSame(unknown.map((check) => check.name).sort(), unknownWithout[name].toSorted());
        for (const { reason, facts, message } of unknown) {
          t.match(message, /Couldn’t check .+\.$/);
          t.match(
            [reason, facts],
            ['unchecked', { problem: code === 4711 ? 'scope_missing' : 'zoom_error' }],
          );
        }
      }
  });

  t.test(`a rate limit makes a check of ${kind} unknown, and the request succeeds`, async (t) => {
    const host = await addHost(uplink, kind, { user: { accountId: `Account of limited ${kind}` } });
    simulator.addFault({ kind: 'rate-limit', limit: 'daily', retryAfterSeconds: 60, path: SETTINGS });
    const { status, ready, checks } = await host.check();
    t.strictSame([status, ready], [200, true]);
    t.match(checks.custom_streaming, { status: 'unknown', message: /daily limit/ });
    t.match((await host.check()).checks.custom_streaming, { status: 'unknown' });
  });

  t.test(`without any scope for ${kind} the request succeeds with links to reconnect`, async (t) => {
    simulator.setScopes(['user:read:user']);
    const { status, ready, checks } = await (await addHost(uplink, kind)).check();
    t.strictSame([status, ready, checks.scopes.status], [200, false, 'problem']);
    for (const name of ['custom_streaming', 'configuration', 'page_address', 'same_key'])
      t.match(checks[name], { status: 'unknown', fix_url: `${uplink.url}/install` }, name);
  });

  t.test(`${kind} of another user, and invalid IDs, are rejected`, async (t) => {
    const owner = await addHost(uplink, kind);
    const other = await addHost(uplink, kind);
    await owner.check();
    t.match(await other.checkAt(owner.id), { status: 404, json: { code: 'meeting_not_found' } });
    t.match(await other.checkAt('82999999999'), { status: 404, json: { code: 'meeting_not_found' } });
    t.match(await other.checkAt('12'), { status: 400, json: { code: 'invalid_meeting_id' } });
    simulator.state.settings.othersMeeting = 'not-in-account';
    t.match(await other.checkAt(owner.id), { status: 403, json: { code: 'not_in_account' } });
    t.equal((await uplink.client().get(`/api/${kind}/${owner.id}/preflight`)).status, 401);
  });

  t.test(`a deleted ${kind.slice(0, -1)} is not found even with a fresh cached value`, async (t) => {
    const host = await addHost(uplink, kind);
    t.equal((await host.check()).status, 200);
    simulator.state[kind].delete(host.id);
    t.match(await host.check(), { status: 404, json: { code: 'meeting_not_found' } });
  });

  t.test(`a user of ${kind} who does not exist in Zoom is 404`, async (t) => {
    const host = await addHost(uplink, kind);
    const body = { code: 1001, message: 'User does not exist.' };
    simulator.addFault({ kind: 'answer', status: 404, body, path: calls.livestream(host.id) });
    t.match(await host.check(), { status: 404, json: { code: 'zoom_user_not_found' } });
  });

  t.test(`a lost connection fails the whole request for ${kind}`, async (t) => {
    const host = await addHost(uplink, kind);
    simulator.revokeGrant(host.userId);
    for (const _ of ['first', 'again']) {
      const { status, json } = await host.check();
      t.match(
        { status, json },
        { status: 403, json: { code: 'reconnect_required', reconnect_url: `${uplink.url}/install` } },
      );
    }
  });
}

t.test('settings are unknown if Zoom never responds', async (t) => {
  const host = await addHost(uplink, 'meetings');
  simulator.addFault({ kind: 'hang', path: SETTINGS, times: Number.POSITIVE_INFINITY });
  const { status, checks } = await host.check();
  t.equal(status, 200);
  t.match(checks.custom_streaming, { status: 'unknown', message: /too long/ });
  t.equal(checks.configuration.status, 'ok');
});

t.test('a meeting that is not found fails without waiting for the other calls', async (t) => {
  const host = await addHost(uplink, 'meetings');
  simulator.clearRequests();
  simulator.addFault({ kind: 'hang', path: SETTINGS, times: Number.POSITIVE_INFINITY });
  t.equal((await host.checkAt('82999999999')).status, 404);
  t.ok(await eventually(() => apiCalls(simulator, { path: SETTINGS }).length === 1));
  t.equal(apiCalls(simulator, { path: SETTINGS })[0]?.status, undefined, 'the call is still in flight');
});
