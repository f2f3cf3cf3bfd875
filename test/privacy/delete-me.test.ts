import t, { type Test } from 'tap';
import type { FaultRequest } from '../../tools/zoom-simulator/simulator.ts';
import type { RunningApp } from '../helpers/app.ts';
import { startApp } from '../helpers/app.ts';
import {
  countUserRows,
  isErased,
  jobsDone,
  makeJobsDue,
  NO_ROWS,
  revocations,
  waitingJobs,
} from '../helpers/erasure.ts';
import { eventually } from '../helpers/eventually.ts';
import { addHosted, COLLEAGUE, changeRows, HOST, refreshes } from '../helpers/zoom-host.ts';

async function start(t: Test) {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  await host.get('/api/meetings');
  await host.get(addHosted(uplink.simulator).path);
  return { uplink, host, simulator: uplink.simulator };
}

/** Checks that the user has no valid grant: the token that was issued last is rejected. */
async function grantIsOver(uplink: RunningApp, userId: string): Promise<boolean> {
  const { headers } = uplink.simulator.requests({ path: /^\/v2\//, user: userId }).at(-1) ?? {};
  const response = await fetch(`${uplink.simulator.apiUrl}/users/me`, {
    headers: { authorization: String(headers?.authorization) },
  });
  return response.status === 401;
}

t.test('DELETE /api/me revokes the grant and deletes all data of the user, but not of others', async (t) => {
  const { uplink, host } = await start(t);
  const colleague = await uplink.signIn(COLLEAGUE);
  await colleague.get('/api/meetings');
  const theirs = await countUserRows(uplink, COLLEAGUE);
  t.notOk(await grantIsOver(uplink, HOST));

  const response = await host.request('DELETE', '/api/me');
  t.equal(response.status, 204);
  t.equal(response.text, '');
  t.match(response.headers['set-cookie'], /^uplink-session=;.*(Max-Age=0|Expires=Thu, 01 Jan 1970)/);
  t.equal(revocations(uplink).length, 1);
  t.ok(await grantIsOver(uplink, HOST));
  t.strictSame(await countUserRows(uplink, HOST), NO_ROWS);
  t.strictSame(await waitingJobs(uplink), []);
  t.strictSame(await countUserRows(uplink, COLLEAGUE), theirs);
  t.equal((await colleague.get('/api/me')).status, 200);
});

t.test('on every instance, the sessions end within a second', async (t) => {
  const { uplink, host } = await start(t);
  const other = await startApp(t, { sharedWith: uplink });
  const elsewhere = await other.signIn(HOST);
  for (const client of [host, elsewhere]) t.equal((await client.get('/api/me')).status, 200);
  t.equal((await elsewhere.request('DELETE', '/api/me')).status, 204);
  const isOver = async () => (await host.get('/api/me')).status === 401;
  t.ok(await eventually(isOver, { withinMs: 1_000 }));
  for (const path of ['/api/me', '/api/meetings', '/api/me/export', '/api/meetings/82915473621/livestream'])
    t.equal((await host.get(path)).status, 401, path);
});

const FAILURES: [name: string, fault: FaultRequest][] = [
  ['500', { kind: 'answer', status: 500 }],
  ['429', { kind: 'answer', status: 429, headers: { 'retry-after': '3600' } }],
  ['400 invalid_request', { kind: 'answer', status: 400, body: { error: 'invalid_request' } }],
  ['401 invalid_client', { kind: 'answer', status: 401, body: { error: 'invalid_client' } }],
  ['a redirect', { kind: 'answer', status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ['a reset', { kind: 'reset' }],
  ['half a response', { kind: 'truncate' }],
  ['no response', { kind: 'hang' }],
];

for (const [name, fault] of FAILURES) {
  t.test(`if the revocation gets ${name}, everything is erased anyway`, async (t) => {
    const { uplink, host, simulator } = await start(t);
    simulator.addFault({ ...fault, path: '/oauth/revoke' });
    t.equal((await host.request('DELETE', '/api/me')).status, 204);
    t.strictSame(await countUserRows(uplink, HOST), NO_ROWS);
    t.strictSame(await waitingJobs(uplink), []);
    t.equal((await host.get('/api/me')).status, 401);
  });
}

t.test('two concurrent requests erase once and both succeed', async (t) => {
  const { uplink, host } = await start(t);
  const responses = await Promise.all([1, 2, 3].map(() => host.request('DELETE', '/api/me')));
  t.ok(responses.every(({ status }) => [204, 401].includes(status)));
  t.ok(responses.some(({ status }) => status === 204));
  t.equal((await host.request('DELETE', '/api/me')).status, 401);
  t.strictSame(await countUserRows(uplink, HOST), NO_ROWS);
  t.strictSame(await waitingJobs(uplink), []);
});

t.test('a user whose grant has ended can erase their data; the dead token is not sent again', async (t) => {
  const { uplink, host, simulator } = await start(t);
  simulator.revokeGrant(HOST);
  await host.get('/api/meetings', { 'cache-control': 'no-cache' });
  t.match((await host.get('/api/me')).json.connection, { status: 'reconnect_required' });
  simulator.clearRequests();
  t.equal((await host.request('DELETE', '/api/me')).status, 204);
  t.strictSame(await countUserRows(uplink, HOST), NO_ROWS);
  t.equal(refreshes(simulator).length, 0);
});

t.test('with an expired access token, a valid one is sent for the revocation', async (t) => {
  const { uplink, host, simulator } = await start(t);
  const expire = `update token set access_token_expires_at = now() - interval '1 hour' where user_id = $1`;
  await changeRows(uplink, HOST, expire);
  simulator.expireAccessTokens(HOST);
  t.equal((await host.request('DELETE', '/api/me')).status, 204);
  t.equal(refreshes(simulator).length, 1);
  t.equal(revocations(uplink).length, 1);
  const revoked = await fetch(`${simulator.apiUrl}/users/me`, {
    headers: { authorization: `Bearer ${revocations(uplink)[0]}` },
  });
  t.equal(revoked.status, 401);
  t.strictSame(await countUserRows(uplink, HOST), NO_ROWS);
});

t.test('DELETE /api/me needs a session and a same-origin request', async (t) => {
  const { uplink, host } = await start(t);
  const before = await countUserRows(uplink, HOST);
  t.equal((await uplink.client().request('DELETE', '/api/me')).status, 401);
  const headers = { 'sec-fetch-site': 'cross-site' };
  t.match(await host.request('DELETE', '/api/me', { headers }), {
    status: 403,
    json: { code: 'cross_site_request' },
  });
  t.strictSame(await countUserRows(uplink, HOST), before);
});

t.test('an erasure that fails half way is finished later', async (t) => {
  const { uplink, host } = await start(t);
  const { pool } = uplink.database;
  const before = await countUserRows(uplink, HOST);
  await pool.query(`create function reject() returns trigger language plpgsql as $$
    begin raise exception 'rejected'; end $$`);
  await pool.query('create trigger reject before insert on erased_user execute function reject()');
  t.equal((await host.request('DELETE', '/api/me')).status, 500);
  t.strictSame(await countUserRows(uplink, HOST), { ...before, pending_erasure: 1 }, 'nothing was deleted');
  await pool.query('drop trigger reject on erased_user');
  t.strictSame(await waitingJobs(uplink), [{ task: 'erase' }]);
  await makeJobsDue(uplink);
  await jobsDone(uplink);
  t.ok(await isErased(uplink, HOST));
});
