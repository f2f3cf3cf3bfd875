import t, { type Test } from 'tap';
import { type RunningApp, startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import {
  addHosted,
  apiCalls,
  COLLEAGUE,
  CONFIGURED,
  changeRows,
  HOST,
  refreshes,
} from '../helpers/zoom-host.ts';

const NO_CACHE = { 'cache-control': 'no-cache' };

async function start(t: Test) {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const colleague = await uplink.signIn(COLLEAGUE);
  return { uplink, simulator: uplink.simulator, host, colleague, ...addHosted(uplink.simulator) };
}

type Column = 'access_token' | 'refresh_token';

async function cell({ database }: RunningApp, userId: string, column: Column): Promise<Buffer> {
  const { rows } = await database.pool.query(`select ${column} as cell from token where user_id = $1`, [
    userId,
  ]);
  return rows[0].cell;
}

async function put(uplink: RunningApp, userId: string, column: Column, blob: Buffer): Promise<void> {
  await changeRows(
    uplink,
    userId,
    `update token set ${column} = '\\x${blob.toString('hex')}' where user_id = $1`,
  );
}

/** Checks that the token is not sent to Zoom, and that authorizing again repairs the connection. */
async function needsReconnect(t: Test, { simulator }: RunningApp, host: Client, path: string): Promise<void> {
  simulator.clearRequests();
  const response = await host.get(path, NO_CACHE);
  t.match(response, { status: 403, json: { code: 'reconnect_required', reconnect_url: String } });
  t.equal(apiCalls(simulator).length, 0, 'no API call');
  t.equal(refreshes(simulator).length, 0, 'no token request');
  await host.signIn(HOST);
  t.equal((await host.get(path, NO_CACHE)).status, 200);
}

t.test('an access token of another user’s row is never used', async (t) => {
  const { uplink, host, colleague, path } = await start(t);
  const [mine, theirs] = [
    await cell(uplink, HOST, 'access_token'),
    await cell(uplink, COLLEAGUE, 'access_token'),
  ];
  await put(uplink, HOST, 'access_token', theirs);
  await needsReconnect(t, uplink, host, path);
  t.equal((await colleague.get('/api/meetings')).status, 200, 'the other user stays connected');
  await put(uplink, COLLEAGUE, 'access_token', mine);
  t.match(await colleague.get('/api/meetings', NO_CACHE), {
    status: 403,
    json: { code: 'reconnect_required' },
  });
});

t.test('a refresh token of another user’s row is never sent', async (t) => {
  const { uplink, simulator, host, path } = await start(t);
  await put(uplink, HOST, 'refresh_token', await cell(uplink, COLLEAGUE, 'refresh_token'));
  await changeRows(uplink, HOST, 'update token set access_token_expires_at = now() where user_id = $1');
  simulator.expireAccessTokens(HOST);
  await needsReconnect(t, uplink, host, path);
});

t.test('access token and refresh token of a row cannot be swapped', async (t) => {
  const { uplink, host, path } = await start(t);
  await put(uplink, HOST, 'access_token', await cell(uplink, HOST, 'refresh_token'));
  await needsReconnect(t, uplink, host, path);
});

t.test('restored tokens of an earlier generation are never used', async (t) => {
  const { uplink, simulator, host, path } = await start(t);
  const columns = ['access_token', 'refresh_token'] as const;
  const earlier = await Promise.all(columns.map((column) => cell(uplink, HOST, column)));
  simulator.expireAccessTokens(HOST);
  await host.get(path);
  for (const [index, column] of columns.entries())
    await put(uplink, HOST, column, earlier[index] ?? Buffer.alloc(0));
  await needsReconnect(t, uplink, host, path);
});

t.test('a token with a changed bit is never used', async (t) => {
  const { uplink, host, path } = await start(t);
  const blob = await cell(uplink, HOST, 'access_token');
  for (const at of [0, 1, 8, 20, blob.length - 1]) {
    const changed = Buffer.from(await cell(uplink, HOST, 'access_token'));
    changed[at] = (changed[at] ?? 0) ^ 1;
    await put(uplink, HOST, 'access_token', changed);
    await needsReconnect(t, uplink, host, path);
  }
  for (const short of [Buffer.alloc(0), blob.subarray(0, 20)]) {
    await put(uplink, HOST, 'access_token', short);
    await needsReconnect(t, uplink, host, path);
  }
});

t.test(
  'a cached livestream that was moved or rolled back is not returned: it is fetched from Zoom',
  async (t) => {
    const { uplink, simulator, host, path, id, edit } = await start(t);
    const other = addHosted(simulator, 'meetings', {
      livestream: { ...CONFIGURED, stream_key: 'another-key-of-mine' },
    });
    await host.get(path);
    await host.get(other.path);
    const { pool } = uplink.database;
    const { rows } = await pool.query('select configuration from livestream where meeting_id = $1', [id]);
    const hex = rows[0].configuration.toString('hex');
    const replace = (meetingId: string) =>
      changeRows(
        uplink,
        HOST,
        `update livestream set configuration = '\\x${hex}' where user_id = $1 and meeting_id = ${meetingId}`,
      );
    await replace(other.id);
    const moved = await host.get(`${other.path}?include=stream_key`);
    t.match(moved, { status: 200, json: { source: 'zoom', stream_key: 'another-key-of-mine' } });

    edit({ stream_key: 'the-newer-stream-key' });
    await host.get(path, NO_CACHE);
    await replace(id);
    const rolledBack = await host.get(`${path}?include=stream_key`);
    t.match(rolledBack, { status: 200, json: { source: 'zoom', stream_key: 'the-newer-stream-key' } });
    await replace(other.id);
    t.equal((await host.get('/api/meetings')).status, 200, 'the list still works');
  },
);

t.test('a listing page that was moved is not returned: it is fetched from Zoom', async (t) => {
  const { uplink, host } = await start(t);
  const upcoming = await host.get('/api/meetings');
  await host.get('/api/meetings?type=previous');
  await changeRows(
    uplink,
    HOST,
    `update listing_page set page = (select page from listing_page where type = 'previous_meetings')
     where user_id = $1 and type = 'upcoming'`,
  );
  const again = await host.get('/api/meetings');
  t.equal(again.status, 200);
  t.strictSame(again.json.meetings, upcoming.json.meetings);
});
