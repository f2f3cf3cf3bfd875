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

  /** A host with a second stream, of the other kind, that Uplink has seen and whose listing it knows. */
  async function withSecond(second: Parameters<typeof addHosted>[2]) {
    const host = await addHost(uplink, kind, { meeting: { startTime: inHours(3) } });
    const { path } = addHosted(simulator, other, { hostId: host.userId, topic: 'Open stage', ...second });
    await host.client.get(path);
    for (const each of KINDS) await host.client.get(`/api/${each}`);
    return host;
  }

  t.test(
    `a stream key of ${kind} that ${other} use at the same time is a problem that names them`,
    async (t) => {
      const host = await withSecond({ startTime: inHours(3.5) });
      const { ready, checks } = await host.look();
      t.equal(ready, false);
      t.match(checks.same_key, { status: 'problem', message: /“Open stage” streams/, fix_url: host.page });
      t.match(checks.same_key, {
        reason: 'overlapping',
        facts: { total: 1, meetings: [{ kind: other, meeting_id: /^\d+$/, topic: 'Open stage' }] },
      });
      const [named] = checks.same_key.facts.meetings;
      t.ok(Date.parse(named.start_time) > Date.now(), 'and when it is');
    },
  );

  t.test(`one of ${kind} that ${other} use at another time is a warning`, async (t) => {
    const host = await withSecond({ startTime: inHours(8) });
    const { ready, checks } = await host.look();
    t.equal(ready, true);
    t.match(checks.same_key, {
      status: 'warning',
      reason: 'not_overlapping',
      message: /“Open stage”.*not at the same time/,
      fix_url: host.page,
    });
  });

  t.test(
    `one of ${kind} that a series of ${other} without times uses is a warning that says so`,
    async (t) => {
      const host = await withSecond({ type: other === 'meetings' ? 3 : 6 });
      t.match((await host.look()).checks.same_key, {
        status: 'warning',
        reason: 'times_unknown',
        message: /is not known/,
      });
    },
  );

  t.test(`another key, or the same of somebody else, is no matter to ${kind}`, async (t) => {
    const host = await withSecond({
      startTime: inHours(3),
      livestream: { ...CONFIGURED, stream_key: 'another-key-altogether' },
    });
    t.match((await host.look()).checks.same_key, { status: 'ok', reason: 'unused', facts: {} });
  });

  t.test(`the last start of ${kind}: none yet, taken, refused with its reason`, async (t) => {
    const host = await addHost(uplink, kind, { meeting: { live: true } });
    t.match((await host.look()).checks.last_start, {
      status: 'ok',
      reason: 'none',
      message: /not started from here yet/,
    });
    await host.client.patch(`${host.path}/status`, { action: 'start' });
    t.match((await host.look()).checks.last_start, {
      status: 'ok',
      reason: 'accepted',
      facts: { at: /Z$/ },
      message: /took the last start.*\d{4}/,
    });
    host.meeting.live = false;
    await host.client.patch(`${host.path}/status`, { action: 'start' });
    const { ready, checks } = await host.look();
    t.equal(ready, true);
    t.match(checks.last_start, {
      status: 'warning',
      reason: 'refused',
      facts: { at: /Z$/, problem: 'not_started' },
      message: /refused\. This has not started/,
      fix_url: host.page,
    });
  });
}

t.test('many streams to one key are counted rather than all named', async (t) => {
  const host = await addHost(uplink, 'meetings', { meeting: { startTime: inHours(3) } });
  for (let n = 1; n <= 5; n += 1) {
    const second = { hostId: host.userId, topic: `Stage ${n}`, startTime: inHours(3) };
    await host.client.get(addHosted(simulator, 'meetings', second).path);
  }
  await host.client.get('/api/meetings');
  const { message, facts } = (await host.look()).checks.same_key;
  t.match(message, /^“Stage \d”, “Stage \d”, “Stage \d” and 2 more stream /);
  t.strictSame([facts.meetings.length, facts.total], [3, 5]);
});

t.test('times are told in the host’s own time zone', async (t) => {
  const host = await addHost(uplink, 'meetings', {
    user: { timezone: 'Asia/Singapore' },
    meeting: { live: true },
  });
  await host.client.patch(`${host.path}/status`, { action: 'start' });
  t.match((await host.look()).checks.last_start.message, /GMT\+8/);
  const odd = await addHost(uplink, 'meetings', {
    user: { timezone: 'Nowhere/At all' },
    meeting: { live: true },
  });
  await odd.client.patch(`${odd.path}/status`, { action: 'start' });
  t.match((await odd.look()).checks.last_start.message, /UTC/);
});
