import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, CONFIGURED, KINDS } from '../helpers/zoom-host.ts';
import { addHost, env } from './host.ts';

const uplink = await startApp(t, { env });
const { simulator } = uplink;
t.beforeEach(() => {
  simulator.clearFaults();
  simulator.state.settings.startIntervalSeconds = 0;
});

const inHours = (hours: number) =>
  new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+/, '');

for (const kind of KINDS) {
  const other = kind === 'meetings' ? 'webinars' : 'meetings';

  /**
   * A host with a second livestream, of the other kind, whose configuration and listing are cached.
   */
  async function withSecond(second: Parameters<typeof addHosted>[2]) {
    const host = await addHost(uplink, kind, { meeting: { startTime: inHours(3) } });
    const { path } = addHosted(simulator, other, { hostId: host.userId, topic: 'Open stage', ...second });
    await host.client.get(path);
    for (const each of KINDS) await host.client.get(`/api/${each}`);
    return host;
  }

  t.test(
    `a stream key of ${kind} that ${other} use at the same time is a problem that names the other meeting`,
    async (t) => {
      const host = await withSecond({ startTime: inHours(3.5) });
      const { ready, checks } = await host.check();
      t.equal(ready, false);
      t.match(checks.same_key, { status: 'problem', message: /“Open stage” uses/, fix_url: host.page });
      t.match(checks.same_key, {
        reason: 'overlapping',
        facts: { total: 1, meetings: [{ kind: other, meeting_id: /^\d+$/, topic: 'Open stage' }] },
      });
      const [named] = checks.same_key.facts.meetings;
      t.ok(Date.parse(named.start_time) > Date.now(), 'with its start time');
    },
  );

  t.test(`a stream key of ${kind} that ${other} use at another time is information only`, async (t) => {
    const host = await withSecond({ startTime: inHours(8) });
    const { ready, checks } = await host.check();
    t.equal(ready, true);
    t.match(checks.same_key, {
      status: 'ok',
      reason: 'not_overlapping',
      message: /“Open stage”.*at another time/,
    });
    t.notOk('fix_url' in checks.same_key, 'there is nothing to fix');
  });

  t.test(`a stream key of ${kind} that a series of ${other} without times uses is a warning`, async (t) => {
    const host = await withSecond({ type: other === 'meetings' ? 3 : 6 });
    t.match((await host.check()).checks.same_key, {
      status: 'warning',
      reason: 'times_unknown',
      message: /it is unknown whether at the same time/,
    });
  });

  t.test(`another key, or the same key of another user, does not affect ${kind}`, async (t) => {
    const host = await withSecond({
      startTime: inHours(3),
      livestream: { ...CONFIGURED, stream_key: 'another-key-altogether' },
    });
    t.match((await host.check()).checks.same_key, { status: 'ok', reason: 'unused', facts: {} });
  });

  t.test(`the last start of ${kind}: none yet, accepted, failed with its reason`, async (t) => {
    const host = await addHost(uplink, kind, { meeting: { live: true } });
    t.match((await host.check()).checks.last_start, {
      status: 'ok',
      reason: 'none',
      message: /Not started from Uplink yet/,
    });
    await host.client.patch(`${host.path}/status`, { action: 'start' });
    t.match((await host.check()).checks.last_start, {
      status: 'ok',
      reason: 'accepted',
      facts: { at: /Z$/ },
      message: /Last started from Uplink on .*\d{4}/,
    });
    host.meeting.live = false;
    await host.client.patch(`${host.path}/status`, { action: 'start' });
    const { ready, checks } = await host.check();
    t.equal(ready, true);
    t.match(checks.last_start, {
      status: 'warning',
      reason: 'refused',
      facts: { at: /Z$/, problem: 'not_started' },
      message: /The last attempt .*failed\. The meeting hasn’t started/,
      fix_url: host.page,
    });
  });
}

t.test('many meetings with one key are counted, not all named', async (t) => {
  const host = await addHost(uplink, 'meetings', { meeting: { startTime: inHours(3) } });
  for (let n = 1; n <= 5; n += 1) {
    const second = { hostId: host.userId, topic: `Stage ${n}`, startTime: inHours(3) };
    await host.client.get(addHosted(simulator, 'meetings', second).path);
  }
  await host.client.get('/api/meetings');
  const { message, facts } = (await host.check()).checks.same_key;
  t.match(message, /^“Stage \d”, “Stage \d”, “Stage \d” and 2 more use /);
  t.strictSame([facts.meetings.length, facts.total], [3, 5]);
});

t.test('times are in the host’s time zone, or in UTC if that is unknown', async (t) => {
  const host = await addHost(uplink, 'meetings', {
    user: { timezone: 'Asia/Singapore' },
    meeting: { live: true },
  });
  await host.client.patch(`${host.path}/status`, { action: 'start' });
  t.match((await host.check()).checks.last_start.message, /GMT\+8/);
  const odd = await addHost(uplink, 'meetings', {
    user: { timezone: 'Nowhere/At all' },
    meeting: { live: true },
  });
  await odd.client.patch(`${odd.path}/status`, { action: 'start' });
  t.match((await odd.check()).checks.last_start.message, /UTC/);
});
