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
  const questions = {
    details: (id: string) => `/v2/${kind}/${id}`,
    livestream: (id: string) => `/v2/${kind}/${id}/livestream`,
    settings: () => SETTINGS,
  };
  const ofDetails = kind === 'meetings' ? ['connection', 'encryption'] : ['connection'];
  const unknownWithout = {
    details: ofDetails,
    livestream: ['configuration', 'page_address', 'same_key'],
    settings: ['custom_streaming'],
  };

  t.test(`a question about ${kind} that fails makes its own checks unknown, and no other`, async (t) => {
    const host = await addHost(uplink, kind);
    for (const name of ['details', 'livestream', 'settings'] as const)
      for (const code of [4711, 99_999]) {
        simulator.clearFaults();
        const body = { code, message: 'No.' };
        simulator.addFault({ kind: 'answer', status: 400, body, path: questions[name](host.id) });
        const { status, ready, checks } = await host.look({ 'cache-control': 'no-cache' });
        t.strictSame([status, ready], [200, name !== 'livestream'], `${name} ${code}`);
        const unknown = Object.values(checks).filter((check) => check.status === 'unknown');
        t.strictSame(unknown.map((check) => check.name).sort(), unknownWithout[name].toSorted());
        for (const { reason, facts, message } of unknown) {
          t.match(message, /could not be checked.+\.$/);
          t.match(
            [reason, facts],
            ['unchecked', { problem: code === 4711 ? 'scope_missing' : 'zoom_error' }],
          );
        }
      }
  });

  t.test(`limits of Zoom’s make a pre-flight of ${kind} say so, not fail`, async (t) => {
    const host = await addHost(uplink, kind, { user: { accountId: `Account of limited ${kind}` } });
    simulator.addFault({ kind: 'rate-limit', limit: 'daily', retryAfterSeconds: 60, path: SETTINGS });
    const { status, ready, checks } = await host.look();
    t.strictSame([status, ready], [200, true]);
    t.match(checks.custom_streaming, { status: 'unknown', message: /limits for today/ });
    t.match((await host.look()).checks.custom_streaming, { status: 'unknown' });
  });

  t.test(`without any permission for ${kind} the request is answered, and says what to do`, async (t) => {
    simulator.setScopes(['user:read:user']);
    const { status, ready, checks } = await (await addHost(uplink, kind)).look();
    t.strictSame([status, ready, checks.scopes.status], [200, false, 'problem']);
    for (const name of ['custom_streaming', 'configuration', 'page_address', 'same_key'])
      t.match(checks[name], { status: 'unknown', fix_url: `${uplink.url}/install` }, name);
  });

  t.test(`${kind} of somebody else, and such as are none, are refused as elsewhere`, async (t) => {
    const owner = await addHost(uplink, kind);
    const other = await addHost(uplink, kind);
    await owner.look();
    t.match(await other.checkAt(owner.id), { status: 404, json: { code: 'meeting_not_found' } });
    t.match(await other.checkAt('82999999999'), { status: 404, json: { code: 'meeting_not_found' } });
    t.match(await other.checkAt('12'), { status: 400, json: { code: 'invalid_meeting_id' } });
    simulator.state.settings.othersMeeting = 'not-in-account';
    t.match(await other.checkAt(owner.id), { status: 403, json: { code: 'not_in_account' } });
    t.equal((await uplink.client().get(`/api/${kind}/${owner.id}/preflight`)).status, 401);
  });

  t.test(`one of the ${kind} that is deleted is refused though there is a fresh copy of it`, async (t) => {
    const host = await addHost(uplink, kind);
    t.equal((await host.look()).status, 200);
    simulator.state[kind].delete(host.id);
    t.match(await host.look(), { status: 404, json: { code: 'meeting_not_found' } });
  });

  t.test(`a user of ${kind} whom Zoom does not know is 404`, async (t) => {
    const host = await addHost(uplink, kind);
    const body = { code: 1001, message: 'User does not exist.' };
    simulator.addFault({ kind: 'answer', status: 404, body, path: questions.livestream(host.id) });
    t.match(await host.look(), { status: 404, json: { code: 'zoom_user_not_found' } });
  });

  t.test(`a connection that has ended is the answer to all, for ${kind} as elsewhere`, async (t) => {
    const host = await addHost(uplink, kind);
    simulator.revokeGrant(host.userId);
    for (const _ of ['first', 'again']) {
      const { status, json } = await host.look();
      t.match(
        { status, json },
        { status: 403, json: { code: 'reconnect_required', reconnect_url: `${uplink.url}/install` } },
      );
    }
  });
}

t.test('settings that Zoom never answers are unknown in the end', async (t) => {
  const host = await addHost(uplink, 'meetings');
  simulator.addFault({ kind: 'hang', path: SETTINGS, times: Number.POSITIVE_INFINITY });
  const { status, checks } = await host.look();
  t.equal(status, 200);
  t.match(checks.custom_streaming, { status: 'unknown', message: /too long/ });
  t.equal(checks.configuration.status, 'ok');
});

t.test('a meeting that is not found is not waited for others to be told', async (t) => {
  const host = await addHost(uplink, 'meetings');
  simulator.clearRequests();
  simulator.addFault({ kind: 'hang', path: SETTINGS, times: Number.POSITIVE_INFINITY });
  t.equal((await host.checkAt('82999999999')).status, 404);
  t.ok(await eventually(() => apiCalls(simulator, { path: SETTINGS }).length === 1));
  t.equal(apiCalls(simulator, { path: SETTINGS })[0]?.status, undefined, 'it is still under way');
});
