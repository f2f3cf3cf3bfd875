import t from 'tap';
import { allScopes } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { changeRows, KINDS } from '../helpers/zoom-host.ts';
import { addHost, env } from './host.ts';

const uplink = await startApp(t, { env });
const { simulator } = uplink;
t.beforeEach(() => simulator.setScopes([...allScopes], { existingGrants: true }));

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+/, '');

async function ageTokens(userId: string, days: number) {
  await changeRows(
    uplink,
    userId,
    `update token set refreshed_at = now() - interval '${days} days' where user_id = $1`,
  );
}

for (const kind of KINDS) {
  t.test(`a connection that ends before one of the ${kind} does is a warning`, async (t) => {
    const host = await addHost(uplink, kind, { meeting: { startTime: inDays(20), duration: 60 } });
    t.equal((await host.look()).checks.connection.status, 'ok');
    await ageTokens(host.userId, 69);
    t.equal((await host.look()).checks.connection.status, 'ok', 'a day longer');
    await ageTokens(host.userId, 71);
    const { ready, checks } = await host.look();
    t.match(checks.connection, {
      status: 'warning',
      reason: 'ends_earlier',
      fix_url: `${uplink.url}/install`,
    });
    const { until, ends_at: endsAt } = checks.connection.facts;
    t.equal(Date.parse(endsAt), Date.parse(String(host.meeting.startTime)) + 3_600_000);
    t.ok(Math.abs(Date.parse(until) - Date.now() - 19 * 86_400_000) < 60_000, 'ninety days less its age');
    t.equal(ready, true, 'it is renewed until then');
  });

  t.test(`a series of ${kind} counts by its last date, and one without dates by none`, async (t) => {
    const occurrences = [20, 40].map((days) => ({
      occurrence_id: String(days),
      start_time: inDays(days),
      duration: 60,
      status: 'available' as const,
    }));
    const type = kind === 'meetings' ? 8 : 9;
    const host = await addHost(uplink, kind, { meeting: { type, startTime: inDays(20), occurrences } });
    await ageTokens(host.userId, 60);
    t.equal((await host.look()).checks.connection.status, 'warning');
    host.meeting.type = kind === 'meetings' ? 3 : 6;
    host.meeting.occurrences = [];
    delete host.meeting.startTime;
    t.match((await host.look()).checks.connection, {
      status: 'ok',
      reason: 'no_fixed_time',
      facts: { until: /^\d{4}-.*Z$/, ends_at: undefined },
      message: /no fixed time/,
    });
  });

  t.test(`when one of the ${kind} ends is unknown where Zoom does not tell`, async (t) => {
    const host = await addHost(uplink, kind, { user: { accountId: `Account of silent ${kind}` } });
    simulator.addFault({ kind: 'rate-limit', limit: 'daily', path: `/v2/${kind}/${host.id}` });
    t.match((await host.look()).checks.connection, {
      status: 'unknown',
      reason: 'unchecked',
      facts: { until: /Z$/, problem: 'zoom_daily_limit' },
      message: /Zoom is connected.*limits/,
    });
  });

  const noun = kind.slice(0, -1);

  t.test(`a scope that ${kind} need and that is missing is named by what it is for`, async (t) => {
    for (const [scope, status, pattern] of [
      [`${noun}:read:livestream`, 'problem', /see where it is streamed/],
      [`${noun}:update:livestream`, 'problem', /change where it is streamed/],
      [`${noun}:update:livestream_status`, 'warning', /start and stop/],
      [`${noun}:read:${noun}`, 'warning', /time and settings/],
      [`${noun}:read:list_${kind}`, 'warning', /list your/],
      ['user:read:settings', 'warning', /livestreaming settings/],
    ] as const) {
      simulator.setScopes(allScopes.filter((each) => each !== scope));
      const { status: responded, ready, checks } = await (await addHost(uplink, kind)).look();
      t.strictSame([responded, ready], [200, status !== 'problem'], scope);
      t.match(checks.scopes, { status, message: pattern, fix_url: `${uplink.url}/install` });
      t.match(checks.scopes, { reason: 'missing', facts: { missing: [scope] } });
    }
  });

  t.test(`scopes of the other kind do not matter to ${kind}`, async (t) => {
    simulator.setScopes(allScopes.filter((scope) => scope.startsWith(noun) || scope.startsWith('user')));
    t.equal((await (await addHost(uplink, kind)).look()).checks.scopes.status, 'ok');
  });

  t.test(`classic scopes do for ${kind} as well`, async (t) => {
    simulator.setScopes(['user:read', `${noun}:read`, `${noun}:write`]);
    const { ready, checks } = await (await addHost(uplink, kind)).look();
    t.strictSame([ready, checks.scopes.status], [true, 'ok']);
    simulator.setScopes(['user:read', `${noun}:read`]);
    const readOnly = await (await addHost(uplink, kind)).look();
    t.match(readOnly.checks.scopes, { status: 'problem', message: /change where/ });
  });
}

t.test('where Zoom did not say what it granted, scopes are unknown', async (t) => {
  const host = await addHost(uplink, 'meetings');
  await changeRows(uplink, host.userId, `update installation set scopes = '{}' where user_id = $1`);
  const { ready, checks } = await host.look();
  t.match([ready, checks.scopes.status, checks.scopes.reason], [true, 'unknown', 'not_told']);
});
