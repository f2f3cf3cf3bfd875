import t, { type Test } from 'tap';
import { requeueErasure } from '../../src/installations/pending-erasure.ts';
import {
  countUserRows,
  isErased,
  jobsDone,
  NO_ROWS,
  requestErasureOf,
  revocations,
} from '../helpers/erasure.ts';
import { addHosted, changeRows, HOST, refreshes, waitUntil } from '../helpers/zoom-host.ts';
import { startAppBehindProxy } from '../helpers/zoom-proxy.ts';

const NO_CACHE = { 'cache-control': 'no-cache' };

async function start(t: Test) {
  const uplink = await startAppBehindProxy(t);
  uplink.simulator.configure({ webhookUrl: `${uplink.url}/webhooks/zoom` });
  const host = await uplink.signIn(HOST);
  const meeting = addHosted(uplink.simulator);
  await host.get(meeting.path);
  async function deauthorize() {
    await uplink.simulator.deauthorize(HOST);
    await waitUntil(() => isErased(uplink, HOST));
  }
  return { ...uplink, host, deauthorize, ...meeting };
}

t.test('a user deauthorized during a refresh stays erased, and the new token is revoked once', async (t) => {
  const uplink = await start(t);
  const { simulator, zoom, host, path, deauthorize } = uplink;
  simulator.expireAccessTokens(HOST);
  const held = zoom.pauseNext('/oauth/token');
  const requesting = host.get(path, NO_CACHE);
  const issued = JSON.parse(await held.received);
  await deauthorize();
  held.release();
  t.equal((await requesting).status, 401);
  t.strictSame(await countUserRows(uplink, HOST), NO_ROWS, '0 rows');
  t.strictSame(revocations(uplink), [issued.access_token], '1 revoke call');
  t.equal((await host.get('/api/me')).status, 401);
});

t.test(
  'a user who erases their data during a refresh stays erased, and both tokens are revoked',
  async (t) => {
    const uplink = await start(t);
    const { simulator, zoom, host, path } = uplink;
    simulator.expireAccessTokens(HOST);
    const held = zoom.pauseNext('/oauth/token');
    const requesting = host.get(path, NO_CACHE);
    const issued = JSON.parse(await held.received);
    t.equal((await host.request('DELETE', '/api/me')).status, 204);
    held.release();
    t.equal((await requesting).status, 401);
    t.strictSame(await countUserRows(uplink, HOST), NO_ROWS);
    t.equal(revocations(uplink).length, 2);
    t.equal(revocations(uplink)[1], issued.access_token);
  },
);

t.test(
  'a user who adds the app again during a refresh of the erased installation keeps the new one',
  async (t) => {
    const uplink = await start(t);
    const { simulator, zoom, host, path, deauthorize } = uplink;
    simulator.expireAccessTokens(HOST);
    const held = zoom.pauseNext('/oauth/token');
    const requesting = host.get(path, NO_CACHE);
    await held.received;
    await deauthorize();
    await host.signIn(HOST);
    held.release();
    t.ok((await requesting).status < 500);
    t.match((await host.get('/api/me')).json.connection, { status: 'connected' });
    t.equal((await host.get(path, NO_CACHE)).status, 200);
    simulator.expireAccessTokens(HOST);
    t.equal((await host.get(path, NO_CACHE)).status, 200, 'and it can be refreshed');
  },
);

t.test('a user who adds the app again during the erasure has a new, working installation', async (t) => {
  const uplink = await start(t);
  const { zoom, host, path, id } = uplink;
  t.equal((await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' })).status, 200);
  const held = zoom.pauseNext('/oauth/revoke');
  const deleting = host.request('DELETE', '/api/me');
  await held.received;
  const again = await uplink.signIn(HOST);
  held.release();
  t.equal((await deleting).status, 204);
  t.match((await again.get('/api/me')).json.connection, { status: 'connected' });
  t.equal((await again.get(path, NO_CACHE)).status, 200);
  const { changes } = (await again.get(`/api/meetings/${id}/livestream/history`)).json;
  t.strictSame(changes, [], 'and nothing of the old one');
  t.equal((await host.get('/api/me')).status, 401, 'and its sessions have ended');
});

t.test('an older erasure does not revoke the new grant of a user who adds the app again', async (t) => {
  const uplink = await start(t);
  const { zoom, host, path, database } = uplink;
  await changeRows(uplink, HOST, 'update token set access_token_expires_at = now() where user_id = $1');
  const held = zoom.pauseNext('/oauth/token');
  await requeueErasure(database.prisma, await requestErasureOf(uplink, HOST));
  await held.received;
  await host.signIn(HOST);
  held.release();
  await jobsDone(uplink);
  t.strictSame(revocations(uplink), []);
  t.match((await host.get('/api/me')).json.connection, { status: 'connected' });
  t.equal((await host.get(path, NO_CACHE)).status, 200);
});

t.test('an erasure continues after a deadlock with a store', async (t) => {
  const uplink = await start(t);
  const { host, database } = uplink;
  const storing = await database.pool.connect();
  await storing.query('begin');
  await storing.query('select from livestream where user_id = $1 for update', [HOST]);
  const deleting = host.request('DELETE', '/api/me');
  await waitUntil(async () => (await database.pool.query(WAITING)).rowCount === 1);
  // PostgreSQL may abort either transaction.
  await storing
    .query('select from installation where user_id = $1 for key share', [HOST])
    .catch(() => undefined);
  await storing.query('rollback');
  storing.release();
  t.equal((await deleting).status, 204);
  t.strictSame(await countUserRows(uplink, HOST), NO_ROWS);
});

const WAITING = `select from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock' and query ilike '%delete from installation%'`;

type Call = [
  name: string,
  method: string,
  fetch: (uplink: Awaited<ReturnType<typeof start>>) => Promise<{ status: number }>,
];
const CALLS: Call[] = [
  ['an update', 'PATCH', ({ host, path }) => host.patch(path, { resolution: '1080p' }, { 'if-match': '*' })],
  ['a read', 'GET', ({ host, path }) => host.get(path, NO_CACHE)],
];

for (const [name, method, fetch] of CALLS) {
  t.test(`${name} during which the user is deauthorized does no harm and restores nothing`, async (t) => {
    const uplink = await start(t);
    const { simulator, zoom, host, path, zoomPath, deauthorize } = uplink;
    const reads = method === 'PATCH' ? [zoom.pauseNext(zoomPath)] : [];
    const held = zoom.pauseNext(zoomPath);
    const requesting = fetch(uplink);
    for (const { received, release } of reads) {
      await received;
      release();
    }
    await held.received;
    await deauthorize();
    held.release();
    const { status } = await requesting;
    t.ok(status < 500, `${status}`);
    t.strictSame(await countUserRows(uplink, HOST), NO_ROWS);
    for (let again = 0; again < 3; again += 1) t.equal((await host.get(path)).status, 401);
    t.equal(refreshes(simulator).length, 0, 'no token of the erased user is sent');
  });
}
