import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { startListener } from '../helpers/listener.ts';
import { CONFIGURED, expireCached, KINDS } from '../helpers/zoom-host.ts';
import { addHost, env } from './host.ts';

const uplink = await startApp(t, { env });
const { simulator } = uplink;
t.beforeEach(() => simulator.clearFaults());

t.test('an end-to-end encrypted meeting is a problem with a link to fix it in Zoom', async (t) => {
  const host = await addHost(uplink, 'meetings', { meeting: { endToEndEncrypted: true } });
  const { ready, checks } = await host.check();
  t.equal(ready, false);
  t.match(checks.encryption, {
    status: 'problem',
    reason: 'end_to_end',
    message: /enhanced encryption/,
    fix_url: `https://zoom.us/meeting/${host.id}`,
  });
});

t.test('encryption is unknown if Zoom does not return it', async (t) => {
  const host = await addHost(uplink, 'meetings');
  const body = { id: Number(host.id), type: 2, settings: {} };
  simulator.addFault({ kind: 'answer', status: 200, body, path: `/v2/meetings/${host.id}` });
  const { ready, checks } = await host.check();
  t.match([ready, checks.encryption.status, checks.encryption.reason], [true, 'unknown', 'not_told']);
});

for (const kind of KINDS) {
  t.test(`missing settings of ${kind} are a problem that names them`, async (t) => {
    for (const [without, pattern] of [
      [['stream_url'], /Missing: stream URL\./],
      [['stream_key'], /Missing: stream key\./],
      [['page_url'], /Missing: watch page\./],
      [['stream_url', 'stream_key', 'page_url'], /Missing: stream URL, stream key, watch page\./],
    ] as const) {
      const livestream = { ...CONFIGURED, ...Object.fromEntries(without.map((name) => [name, ''])) };
      const host = await addHost(uplink, kind, { meeting: { livestream } });
      const { ready, checks } = await host.check();
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

  t.test(`${kind} that were never configured have nothing to check`, async (t) => {
    const host = await addHost(uplink, kind);
    delete host.meeting.livestream;
    const { status, ready, checks } = await host.check();
    t.strictSame([status, ready], [200, false]);
    for (const [name, found, reason] of [
      ['configuration', 'problem', 'incomplete'],
      ['page_address', 'unknown', 'none'],
      ['same_key', 'unknown', 'no_key'],
    ] as const)
      t.match(checks[name], { status: found, reason, fix_url: host.page }, name);
  });

  t.test(`a stale configuration of ${kind} is a warning with its date`, async (t) => {
    // In its own account, because a rate limit applies to the whole account.
    const host = await addHost(uplink, kind, { user: { accountId: `Account of stale ${kind}` } });
    await host.check();
    await expireCached(uplink, host.userId);
    const path = `/v2/${kind}/${host.id}/livestream`;
    simulator.addFault({ kind: 'rate-limit', limit: 'daily', retryAfterSeconds: 60, path });
    const { ready, checks } = await host.check();
    t.equal(ready, true);
    t.match(checks.configuration, {
      status: 'warning',
      reason: 'stale',
      facts: { fetched_at: /Z$/, stale: true },
      message: /Couldn’t reach Zoom\. These settings are from \d+ \w+ \d{4}/,
    });
    t.equal(checks.page_address.status, 'ok');
    const fromZoom = await host.check({ 'cache-control': 'no-cache' });
    t.equal(fromZoom.checks.configuration.status, 'unknown', 'no-cache ignores the cached value');
  });

  t.test(
    `a livestream of ${kind} that Zoom rejects is a problem even if the settings allow it`,
    async (t) => {
      const host = await addHost(uplink, kind);
      const path = `/v2/${kind}/${host.id}/livestream`;
      simulator.addFault({ kind: 'answer', status: 400, body: { code: 3161, message: 'No.' }, path });
      const { status, ready, checks } = await host.check();
      t.strictSame([status, ready], [200, false]);
      t.match(checks.configuration, {
        status: 'problem',
        reason: 'refused',
        facts: { problem: 'hosting_not_allowed' },
        message: /isn’t allowed to host/,
      });
    },
  );

  t.test(`a watch page of ${kind} that an audience probably can’t open is a warning`, async (t) => {
    for (const [page_url, errors, pattern] of [
      ['http://watch.example/here', ['http'], /https/],
      ['http://10.0.0.7/watch', ['private', 'http'], /private.*https/],
      ['https://takes.example/watch', ['same_server'], /on the streaming server/],
      ['https://ingest.example/watch', ['ingest'], /looks like a streaming server/],
      ['https://live.restream.io/live', ['ingest'], /looks like a streaming server/],
      ['https://192.168.0.7/watch', ['private'], /private/],
      ['https://localhost:8443/', ['private'], /private/],
      ['rtmp://ingest.example/live', ['no_page'], /not a web page/],
      ['watch here', ['unopenable'], /isn’t a valid web address/],
    ] as const) {
      const host = await addHost(uplink, kind, {
        meeting: { livestream: { ...CONFIGURED, stream_url: 'rtmp://takes.example/live', page_url } },
      });
      const { ready, checks } = await host.check();
      t.equal(ready, true);
      const found = { status: 'warning', reason: 'unusual', message: pattern, fix_url: host.page };
      t.match(checks.page_address, found, page_url);
      t.strictSame(checks.page_address.facts, { faults: errors });
    }
  });

  t.test(`Uplink never connects to a URL that a host of ${kind} entered`, async (t) => {
    const listener = await startListener(t);
    const port = new URL(listener.url).port;
    const livestream = {
      ...CONFIGURED,
      stream_url: `rtmp://localhost:${port}/live`,
      page_url: `${listener.url}/watch`,
    };
    const host = await addHost(uplink, kind, { meeting: { livestream } });
    t.equal((await host.check()).checks.page_address.status, 'warning');
    await host.check({ 'cache-control': 'no-cache' });
    t.equal(listener.connections(), 0);
  });

  t.test(`a series of ${kind} shares its settings; a single one has no such check`, async (t) => {
    const single = kind === 'meetings' ? [1, 2] : [5];
    const shared = kind === 'meetings' ? [3, 4, 8] : [6, 9];
    for (const type of [...single, ...shared]) {
      const host = await addHost(uplink, kind, { meeting: { type } });
      const { checks, names } = await host.check();
      t.equal(checks.series?.status, shared.includes(type) ? 'ok' : undefined, String(type));
      if (!shared.includes(type)) continue;
      t.equal(checks.series.reason, type === 4 ? 'personal_room' : 'series');
      t.match(
        checks.series.message,
        type === 4 ? /personal room.*share these livestream settings/ : /All of its occurrences share/,
      );
      t.equal(names.at(-1), 'series');
    }
  });
}
