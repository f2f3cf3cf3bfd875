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
  t.test(`a connection that ends before the ${kind.slice(0, -1)} is a warning`, async (t) => {
    const host = await addHost(uplink, kind, { meeting: { startTime: inDays(20), duration: 60 } });
    t.equal((await host.check()).checks.connection.status, 'ok');
    await ageTokens(host.userId, 69);
    t.equal((await host.check()).checks.connection.status, 'ok', 'one day left');
    await ageTokens(host.userId, 71);
    const { ready, checks } = await host.check();
    t.match(checks.connection, {
      status: 'warning',
      reason: 'ends_earlier',
      fix_url: `${uplink.url}/install`,
    });
    const { until, ends_at: endsAt } = checks.connection.facts;
    t.equal(Date.parse(endsAt), Date.parse(String(host.meeting.startTime)) + 3_600_000);
    t.ok(
      Math.abs(Date.parse(until) - Date.now() - 19 * 86_400_000) < 60_000,
      '90 days minus the age of the token',
    );
    t.equal(ready, true, 'the connection is renewed in the meantime');
  });

  t.test(
    `the last occurrence of a series of ${kind} counts, and a series without dates has no fixed time`,
    async (t) => {
      const occurrences = [20, 40].map((days) => ({
        occurrence_id: String(days),
        start_time: inDays(days),
        duration: 60,
        status: 'available' as const,
      }));
      const type = kind === 'meetings' ? 8 : 9;
      const host = await addHost(uplink, kind, { meeting: { type, startTime: inDays(20), occurrences } });
      await ageTokens(host.userId, 60);
      t.equal((await host.check()).checks.connection.status, 'warning');
      host.meeting.type = kind === 'meetings' ? 3 : 6;
      host.meeting.occurrences = [];
      delete host.meeting.startTime;
      t.match((await host.check()).checks.connection, {
        status: 'ok',
        reason: 'no_fixed_time',
        facts: { until: /^\d{4}-.*Z$/, ends_at: undefined },
        message: /no fixed time/,
      });
    },
  );

  t.test(`the end of a ${kind.slice(0, -1)} is unknown if Zoom does not return it`, async (t) => {
    const host = await addHost(uplink, kind, { user: { accountId: `Account of silent ${kind}` } });
    simulator.addFault({ kind: 'rate-limit', limit: 'daily', path: `/v2/${kind}/${host.id}` });
    t.match((await host.check()).checks.connection, {
      status: 'unknown',
      reason: 'unchecked',
      facts: { until: /Z$/, problem: 'zoom_daily_limit' },
      message: /Connected to Zoom.*limit/,
    });
  });

  const noun = kind.slice(0, -1);

  t.test(`a missing scope for ${kind} is described by its use`, async (t) => {
    for (const [scope, status, pattern] of [
      [`${noun}:read:livestream`, 'problem', /see where it is streamed/],
      [`${noun}:update:livestream`, 'problem', /change where it is streamed/],
      [`${noun}:update:livestream_status`, 'warning', /start and stop/],
      [`${noun}:read:${noun}`, 'warning', /time and settings/],
      [`${noun}:read:list_${kind}`, 'warning', /list your/],
      ['user:read:settings', 'warning', /livestreaming settings/],
    ] as const) {
      simulator.setScopes(allScopes.filter((each) => each !== scope));
      const { status: httpStatus, ready, checks } = await (await addHost(uplink, kind)).check();
      t.strictSame([httpStatus, ready], [200, status !== 'problem'], scope);
      t.match(checks.scopes, { status, message: pattern, fix_url: `${uplink.url}/install` });
      t.match(checks.scopes, { reason: 'missing', facts: { missing: [scope] } });
    }
  });

  t.test(`scopes of the other kind do not affect ${kind}`, async (t) => {
    simulator.setScopes(allScopes.filter((scope) => scope.startsWith(noun) || scope.startsWith('user')));
    t.equal((await (await addHost(uplink, kind)).check()).checks.scopes.status, 'ok');
  });

  t.test(`classic scopes are sufficient for ${kind}`, async (t) => {
    simulator.setScopes(['user:read', `${noun}:read`, `${noun}:write`]);
    const { ready, checks } = await (await addHost(uplink, kind)).check();
    t.strictSame([ready, checks.scopes.status], [true, 'ok']);
    simulator.setScopes(['user:read', `${noun}:read`]);
    const readOnly = await (await addHost(uplink, kind)).check();
    t.match(readOnly.checks.scopes, { status: 'problem', message: /change where/ });
  });
}

t.test('scopes are unknown if Zoom did not report what it granted', async (t) => {
  const host = await addHost(uplink, 'meetings');
  await changeRows(uplink, host.userId, `update installation set scopes = '{}' where user_id = $1`);
  const { ready, checks } = await host.check();
  t.match([ready, checks.scopes.status, checks.scopes.reason], [true, 'unknown', 'not_told']);
});
