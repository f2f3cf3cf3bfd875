import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { startListener } from '../helpers/listener.ts';
import { CONFIGURED, expireCached, KINDS } from '../helpers/zoom-host.ts';
import { addHost, env } from './host.ts';

const uplink = await startApp(t, { env });
const { simulator } = uplink;
t.beforeEach(() => simulator.clearFaults());

t.test('a meeting that is end-to-end encrypted has a problem, which is put right in Zoom', async (t) => {
  const host = await addHost(uplink, 'meetings', { meeting: { endToEndEncrypted: true } });
  const { ready, checks } = await host.look();
  t.equal(ready, false);
  t.match(checks.encryption, {
    status: 'problem',
    reason: 'end_to_end',
    message: /enhanced encryption/,
    fix_url: `https://zoom.us/meeting/${host.id}`,
  });
});

t.test('how a meeting is encrypted is unknown where Zoom does not say', async (t) => {
  const host = await addHost(uplink, 'meetings');
  const body = { id: Number(host.id), type: 2, settings: {} };
  simulator.addFault({ kind: 'answer', status: 200, body, path: `/v2/meetings/${host.id}` });
  const { ready, checks } = await host.look();
  t.match([ready, checks.encryption.status, checks.encryption.reason], [true, 'unknown', 'not_told']);
});

for (const kind of KINDS) {
  t.test(`one of the ${kind} that lacks what Zoom needs has a problem that names it`, async (t) => {
    for (const [without, pattern] of [
      [['stream_url'], /missing: stream address\./],
      [['stream_key'], /missing: stream key\./],
      [['page_url'], /missing: page address\./],
      [['stream_url', 'stream_key', 'page_url'], /missing: stream address, stream key, page address\./],
    ] as const) {
      const livestream = { ...CONFIGURED, ...Object.fromEntries(without.map((name) => [name, ''])) };
      const host = await addHost(uplink, kind, { meeting: { livestream } });
      const { ready, checks } = await host.look();
      t.equal(ready, false);
      t.match(checks.configuration, {
        status: 'problem',
        reason: 'incomplete',
        facts: { missing: without, fetched_at: /Z$/, stale: false },
        message: pattern,
        fix_url: host.page,
      });
    }
  });

  t.test(`one of the ${kind} that was never configured has nothing to look at`, async (t) => {
    const host = await addHost(uplink, kind);
    delete host.meeting.livestream;
    const { status, ready, checks } = await host.look();
    t.strictSame([status, ready], [200, false]);
    for (const [name, found, reason] of [
      ['configuration', 'problem', 'incomplete'],
      ['page_address', 'unknown', 'none'],
      ['same_key', 'unknown', 'no_key'],
    ] as const)
      t.match(checks[name], { status: found, reason, fix_url: host.page }, name);
  });

  t.test(`a copy of ${kind} that Zoom may have replaced is a warning with its date`, async (t) => {
    // Its own account: a limit holds for all of one.
    const host = await addHost(uplink, kind, { user: { accountId: `Account of stale ${kind}` } });
    await host.look();
    await expireCached(uplink, host.userId);
    const path = `/v2/${kind}/${host.id}/livestream`;
    simulator.addFault({ kind: 'rate-limit', limit: 'daily', retryAfterSeconds: 60, path });
    const { ready, checks } = await host.look();
    t.equal(ready, true);
    t.match(checks.configuration, {
      status: 'warning',
      reason: 'stale',
      facts: { fetched_at: /Z$/, stale: true },
      message: /could not be asked: this is from \d+ \w+ \d{4}/,
    });
    t.equal(checks.page_address.status, 'ok');
    const fromZoom = await host.look({ 'cache-control': 'no-cache' });
    t.equal(fromZoom.checks.configuration.status, 'unknown', 'no copy is good enough with no-cache');
  });

  t.test(
    `a livestream of ${kind} that Zoom refuses to have is a problem, whatever the settings say`,
    async (t) => {
      const host = await addHost(uplink, kind);
      const path = `/v2/${kind}/${host.id}/livestream`;
      simulator.addFault({ kind: 'answer', status: 400, body: { code: 3161, message: 'No.' }, path });
      const { status, ready, checks } = await host.look();
      t.strictSame([status, ready], [200, false]);
      t.match(checks.configuration, {
        status: 'problem',
        reason: 'refused',
        facts: { problem: 'hosting_not_allowed' },
        message: /may not host/,
      });
    },
  );

  t.test(`a page address of ${kind} that an audience could hardly open is a warning`, async (t) => {
    for (const [page_url, faults, pattern] of [
      ['http://watch.example/here', ['http'], /https/],
      ['http://10.0.0.7/watch', ['private', 'http'], /private.*https/],
      ['https://takes.example/watch', ['same_server'], /server that takes the stream/],
      ['https://ingest.example/watch', ['ingest'], /where a stream is sent/],
      ['https://live.restream.io/live', ['ingest'], /where a stream is sent/],
      ['https://192.168.0.7/watch', ['private'], /private/],
      ['https://localhost:8443/', ['private'], /private/],
      ['rtmp://ingest.example/live', ['no_page'], /not a page/],
      ['watch here', ['unopenable'], /could open/],
    ] as const) {
      const host = await addHost(uplink, kind, {
        meeting: { livestream: { ...CONFIGURED, stream_url: 'rtmp://takes.example/live', page_url } },
      });
      const { ready, checks } = await host.look();
      t.equal(ready, true);
      const found = { status: 'warning', reason: 'unusual', message: pattern, fix_url: host.page };
      t.match(checks.page_address, found, page_url);
      t.strictSame(checks.page_address.facts, { faults });
    }
  });

  t.test(`no address that the host of ${kind} typed is ever connected to`, async (t) => {
    const listener = await startListener(t);
    const port = new URL(listener.url).port;
    const livestream = {
      ...CONFIGURED,
      stream_url: `rtmp://localhost:${port}/live`,
      page_url: `${listener.url}/watch`,
    };
    const host = await addHost(uplink, kind, { meeting: { livestream } });
    t.equal((await host.look()).checks.page_address.status, 'warning');
    await host.look({ 'cache-control': 'no-cache' });
    t.equal(listener.connections(), 0);
  });

  t.test(
    `a series of ${kind} is told to share one configuration; what is held once is told nothing`,
    async (t) => {
      const once = kind === 'meetings' ? [1, 2] : [5];
      const shared = kind === 'meetings' ? [3, 4, 8] : [6, 9];
      for (const type of [...once, ...shared]) {
        const host = await addHost(uplink, kind, { meeting: { type } });
        const { checks, names } = await host.look();
        t.equal(checks.series?.status, shared.includes(type) ? 'ok' : undefined, String(type));
        if (!shared.includes(type)) continue;
        t.equal(checks.series.reason, type === 4 ? 'personal_room' : 'series');
        t.match(
          checks.series.message,
          type === 4 ? /personal room.*one livestream/ : /all of its occurrences share/,
        );
        t.equal(names.at(-1), 'series');
      }
    },
  );
}
