import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { createLatch } from '../helpers/latch.ts';
import { apiCalls, CONFIGURED, KINDS } from '../helpers/zoom-host.ts';
import { addHost, env } from './host.ts';

const uplink = await startApp(t, { env });
const { simulator } = uplink;

const NAMES = [
  'connection',
  'scopes',
  'custom_streaming',
  'licence',
  'encryption',
  'configuration',
  'page_address',
  'same_key',
  'last_start',
];

const OK_REASONS: Readonly<Record<string, string>> = {
  connection: 'lasts',
  scopes: 'granted',
  custom_streaming: 'on',
  licence: 'licensed',
  encryption: 'not_end_to_end',
  configuration: 'complete',
  page_address: 'public',
  same_key: 'unused',
  last_start: 'none',
};

for (const kind of KINDS) {
  t.test(`${kind} without a problem are ready, and each check has a reason`, async (t) => {
    const host = await addHost(uplink, kind);
    const { status, ready, names, checks } = await host.check();
    t.strictSame([status, ready], [200, true]);
    t.strictSame(names, kind === 'meetings' ? NAMES : NAMES.filter((name) => name !== 'encryption'));
    for (const check of Object.values(checks)) {
      t.equal(check.status, 'ok', check.name);
      t.equal(check.reason, OK_REASONS[check.name], check.name);
      t.match(check.message, /^[A-Z“].*\.$/);
      t.notOk('fix_url' in check, 'there is nothing to fix');
    }
  });

  t.test(`a readiness check of ${kind} makes at most three Zoom calls, all of them reads`, async (t) => {
    const host = await addHost(uplink, kind);
    simulator.clearRequests();
    await host.check();
    const calls = apiCalls(simulator).map(({ method, path, query }) => ({ method, path, query }));
    t.strictSame(
      calls.sort((one, other) => one.path.length - other.path.length),
      [
        {
          method: 'GET',
          path: '/v2/users/me/settings',
          query: {
            custom_query_fields: 'allow_live_streaming,custom_live_streaming_service,webinar_live_streaming',
          },
        },
        { method: 'GET', path: `/v2/${kind}/${host.id}`, query: {} },
        { method: 'GET', path: `/v2/${kind}/${host.id}/livestream`, query: {} },
      ],
    );
  });
}

t.test('the calls to Zoom are concurrent', async (t) => {
  const host = await addHost(uplink, 'meetings');
  simulator.clearRequests();
  const held = createLatch();
  simulator.addFault({
    kind: 'delay',
    until: held.until,
    path: /^\/v2\//,
    times: Number.POSITIVE_INFINITY,
  });
  const checking = host.check();
  const requested = () => new Set(apiCalls(simulator).map(({ path }) => path)).size;
  // Less than the timeout of a call (10 s): after that, calls that waited for it would also be
  // made.
  t.ok(
    await eventually(() => requested() === 3, { withinMs: 8_000 }),
    'no call waits for the response to another',
  );
  held.release();
  simulator.clearFaults();
  t.equal((await checking).ready, true);
});

t.test('no response and no log contains the stream key', async (t) => {
  const host = await addHost(uplink, 'meetings');
  await addHost(uplink, 'meetings');
  const { text } = await host.check();
  t.notMatch(text, CONFIGURED.stream_key);
  t.notMatch(uplink.logs.join(''), CONFIGURED.stream_key);
});
