import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { blocksOf } from '../docs/blocks.ts';
import { instanceEnvironment, type RunningApp, startApp } from '../helpers/app.ts';
import { bulkUpdateFinished, CHANGES, ids, startBulkUpdate, statuses } from '../helpers/bulk.ts';
import type { Client } from '../helpers/client.ts';
import { lockRows } from '../helpers/database-locks.ts';
import { databaseUrl, onServer } from '../helpers/database-template.ts';
import { freePort } from '../helpers/free-port.ts';
import { isSignedIn } from '../helpers/install.ts';
import { enableWebhooks, meetingPayload, sendWebhook, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, apiCalls, changeRows, expireCached, refreshes, waitUntil } from '../helpers/zoom-host.ts';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** The commands below this heading of docs/operations.md, in their order. */
function commands(heading: string): string[] {
  return blocksOf('docs/operations.md')
    .filter((block) => block.heading === heading)
    .map(({ text }) => text);
}

/** Runs commands of the page in a folder in which `npm run migrate` and `dist/cli.js` run the source. */
async function createShell(folder: string) {
  const source = `"${process.execPath}" --import "${import.meta.resolve('tsx')}" "${cli}"`;
  const programs = {
    npm: `exec ${source} migrate`,
    // The only program of the page that is called as `node` is the command line.
    node: `shift; exec ${source} "$@"`,
  };
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return (command: string, env: Record<string, string>) =>
    run('bash', ['-euc', command], { cwd: folder, env: { PATH: `${folder}:${process.env.PATH}`, ...env } });
}

interface Host {
  id: string;
  client: Client;
  hosted: ReturnType<typeof addHosted>;
}

async function addHost(uplink: RunningApp): Promise<Host> {
  const { id } = uplink.simulator.addUser();
  const hosted = addHosted(uplink.simulator, 'meetings', { hostId: id, live: true });
  return { id, hosted, client: await uplink.signIn(id) };
}

/** The same browser at another instance. */
function movedTo(uplink: RunningApp, { client }: Host): Client {
  const moved = uplink.client();
  for (const [name, value] of client.cookies) moved.cookies.set(name, value);
  return moved;
}

const NO_CACHE = { 'cache-control': 'no-cache' };

/** Makes the access token of this host expire, so that the next request uses the refresh token. */
function expire(uplink: RunningApp, { id }: Host): Promise<number> {
  const sql = `update token set access_token_expires_at = now() - interval '1 minute' where user_id = $1`;
  return changeRows(uplink, id, sql);
}

/** Refreshes the tokens of this host, so that Zoom accepts only the new refresh token. */
async function rotate(uplink: RunningApp, host: Host): Promise<number> {
  await expire(uplink, host);
  return (await host.client.get(host.hosted.path, NO_CACHE)).status;
}

/**
 * Sends requests of all kinds until `end` is called.
 * @returns `counts`: the number of responses per status
 */
function startLoad(uplink: RunningApp, rotating: readonly Host[], all: readonly Host[]) {
  const counts: Record<number, number> = {};
  const record = (status: number) => {
    counts[status] = (counts[status] ?? 0) + 1;
  };
  let isOver = false;
  const changing = all.map(async ({ client, hosted }, index) => {
    for (let round = 0; !isOver; round += 1) {
      const { headers, status } = await client.get(hosted.path, NO_CACHE);
      record(status);
      const page_url = `https://watch.example/${index}/${round}`;
      record((await client.patch(hosted.path, { page_url }, { 'if-match': String(headers.etag) })).status);
      record((await client.get('/api/meetings')).status);
    }
  });
  const refreshing = rotating.map(async (host) => {
    while (!isOver) record(await rotate(uplink, host));
  });
  const end = async () => {
    isOver = true;
    await Promise.all([...changing, ...refreshing]);
  };
  return { counts, end };
}

async function historyOf(client: Client, { path }: Pick<Host['hosted'], 'path'>): Promise<string[]> {
  const { changes } = (await client.get(`${path}/history`)).json;
  return changes.map(({ id, kind }: { id: string; kind: string }) => `${kind} ${id}`);
}

async function liveStatusOf(client: Client, id: string): Promise<string | undefined> {
  const { meetings } = (await client.get('/api/meetings', NO_CACHE)).json;
  return meetings.find((meeting: { id: string }) => meeting.id === id)?.live.status;
}

/**
 * Starts a bulk edit that takes longer than a backup, and waits for its first change. Zoom responds
 * late, but in time: the circuit breaker stays closed.
 */
async function startSlowBulkEdit({ simulator }: RunningApp, { id, client }: Host) {
  const meetings = Array.from({ length: 60 }, () => addHosted(simulator, 'meetings', { hostId: id }));
  for (const { zoomPath } of meetings.slice(1))
    simulator.addFault({ method: 'PATCH', path: zoomPath, kind: 'delay', delayMs: 6_000 });
  const path = await startBulkUpdate(client, { meeting_ids: ids(meetings), changes: CHANGES });
  await waitUntil(async () => statuses((await client.get(path)).json).includes('done'));
  return { path, meetings };
}

const shell = await createShell(t.testdir());
/** Outlives the test in which an app starts. */
const wholeFile = { teardown: (end: () => unknown) => t.teardown(end) };
const before = await startApp(wholeFile);
enableWebhooks(before);
const { simulator } = before;
const addHosts = (count: number) => Promise.all(Array.from({ length: count }, () => addHost(before)));
const [kept, editor, listener, leaver] = (await addHosts(4)) as [Host, Host, Host, Host];
/** Zoom replaces the refresh tokens of these hosts after the backup. */
const rotated = await addHosts(3);

const streamed = addHosted(simulator, 'meetings', { hostId: kept.id, live: true });
const started = { eventTs: Date.now() - 2_000 };
const startedPayload = meetingPayload(streamed.meeting);
await sendWebhook(before, 'meeting.live_streaming_started', startedPayload, started);
const history = await historyOf(kept.client, streamed);
const endedLater = before.client();
await endedLater.signIn(kept.id);
const bulk = await startSlowBulkEdit(before, editor);

// A webhook that is stored and cannot be processed before the backup is complete.
const pending = addHosted(simulator, 'meetings', { hostId: listener.id, live: true });
const release = await lockRows(before, 'select from installation where user_id = $1 for update', [
  listener.id,
]);
await simulator.sendEvent('meeting.live_streaming_started', meetingPayload(pending.meeting));

await t.test('a backup under load causes no error', async (t) => {
  const { counts, end } = startLoad(before, rotated, [kept, ...rotated]);
  const hasResponses = (min: number) => waitUntil(() => Number(counts[200]) > min);
  await hasResponses(50);
  for (const command of commands('Back up')) await shell(command, { DATABASE_URL: before.databaseUrl });
  await hasResponses(Number(counts[200]) + 50);
  await end();
  t.comment(JSON.stringify(counts));
  const errors = Object.keys(counts).filter((status) => Number(status) >= 500);
  t.same(errors, [], JSON.stringify(counts));
});

const signedInSince = before.client();

await t.test('between the backup and the crash, tokens and data change', async (t) => {
  await release();
  await sendWebhook(before, 'meeting.live_streaming_stopped', startedPayload);
  for (const host of rotated) t.equal(await rotate(before, host), 200);
  kept.hosted.edit({ page_url: 'https://watch.example/since' });
  await signedInSince.signIn(rotated[0]?.id ?? '');
  await endedLater.post('/logout');
  t.equal((await movedTo(before, leaver).request('DELETE', '/api/me')).status, 204);
  await before.close();
  simulator.clearFaults();
});

const server = process.env.TEST_DATABASE_URL ?? before.databaseUrl;
const restoredUrl = databaseUrl(server, 'uplink_restored');
const [restore = '', adopt = '', endSessions = ''] = commands('Restore');
t.teardown(() =>
  onServer(server, (client) => client.query('drop database if exists uplink_restored with (force)')),
);
/** The app on the restored database. */
let after: RunningApp;

await t.test('the app starts on the restored database', async (t) => {
  await shell(restore, { DATABASE_URL: before.databaseUrl, RESTORED_URL: restoredUrl });
  await shell(adopt, instanceEnvironment({ ...before, databaseUrl: restoredUrl }, await freePort()));
  simulator.clearRequests();
  after = await startApp(wholeFile, { sharedWith: before, databaseUrl: restoredUrl });
  t.match((await after.client().get('/readyz')).json, { status: 'ok' });
});

await t.test('hosts whose refresh token is still valid continue to work', async (t) => {
  for (const host of [kept, editor, listener]) {
    await expire(after, host);
    const client = movedTo(after, host);
    t.equal((await client.get(host.hosted.path, NO_CACHE)).status, 200);
    t.match((await client.get('/api/me')).json, { connection: { status: 'connected' } });
  }
});

await t.test('settings older than those of Zoom are read again, or marked as old', async (t) => {
  const client = movedTo(after, kept);
  kept.hosted.edit({ page_url: 'https://watch.example/newest' });
  simulator.addFault({ method: 'GET', path: kept.hosted.zoomPath, kind: 'reset', times: 10 });
  await expireCached(after, kept.id);
  t.match((await client.get(kept.hosted.path)).json, { stale: true });
  simulator.clearFaults();
  t.match((await client.get(kept.hosted.path, NO_CACHE)).json, {
    stale: false,
    page_url: 'https://watch.example/newest',
  });
});

await t.test('hosts whose refresh token was replaced since are prompted once, and repair it', async (t) => {
  for (const host of rotated) {
    await expire(after, host);
    const client = movedTo(after, host);
    for (let i = 0; i < 5; i += 1) {
      const response = await client.get(host.hosted.path, NO_CACHE);
      t.match(response, { status: 403, json: { code: 'reconnect_required' } });
    }
    const { connection } = (await client.get('/api/me')).json;
    t.equal(connection.status, 'reconnect_required');
    t.match(connection.reconnect_url, /\/install/);
    await client.signIn(host.id);
    t.equal((await client.get(host.hosted.path, NO_CACHE)).status, 200);
    t.match((await client.get('/api/me')).json, { connection: { status: 'connected' } });
  }
  t.ok(refreshes(simulator).length <= 3 + rotated.length, 'one attempt for each host');
});

await t.test('the history is that of the backup, and no webhook is applied twice', async (t) => {
  const client = movedTo(after, kept);
  t.same(await historyOf(client, streamed), history);
  simulator.configure({ webhookUrl: `${after.url}/webhooks/zoom` });
  await sendWebhook(after, 'meeting.live_streaming_started', startedPayload, started);
  t.same(await historyOf(client, streamed), history);
  await webhooksProcessed(after);
  const kinds = (await historyOf(movedTo(after, listener), pending)).map((entry) => entry.split(' ')[0]);
  t.same(
    kinds.filter((kind) => kind === 'started'),
    ['started'],
    'the pending webhook was processed once',
  );
});

await t.test('no livestream that ended since the backup is shown as live', async (t) => {
  t.equal(await liveStatusOf(movedTo(after, kept), streamed.id), 'unknown');
});

await t.test('a bulk edit that was in progress is finished', async (t) => {
  const finished = await bulkUpdateFinished(movedTo(after, editor), bulk.path);
  t.match(finished, { status: 'done', done: bulk.meetings.length, failed: 0 });
  for (const { atZoom } of bulk.meetings) t.match(atZoom(), CHANGES);
  const sent = apiCalls(simulator, { method: 'PATCH' }).length;
  t.ok(sent > 0 && sent < bulk.meetings.length, `${sent} of ${bulk.meetings.length} changes were pending`);
});

await t.test('sessions are those of the backup', async (t) => {
  const signedOut = after.client();
  for (const [name, value] of signedInSince.cookies) signedOut.cookies.set(name, value);
  t.notOk(await isSignedIn(signedOut), 'a session that began since');
  t.ok(await isSignedIn(movedTo(after, kept)));
});

await t.test('a user who was erased since the backup can be erased again', async (t) => {
  await expire(after, leaver);
  const client = movedTo(after, leaver);
  t.equal((await client.get(leaver.hosted.path, NO_CACHE)).json.code, 'reconnect_required');
  const env = { PATH: String(process.env.PATH), ...instanceEnvironment(after, await freePort()) };
  await run(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), cli, 'users', 'erase', leaver.id, '--yes'],
    {
      env,
    },
  );
  t.notOk(await isSignedIn(client));
});

await t.test('the sessions of the backup can be ended before the start', async (t) => {
  await after.close();
  await shell(endSessions, instanceEnvironment(after, await freePort()));
  const again = await startApp(t, { sharedWith: before, databaseUrl: restoredUrl });
  t.notOk(await isSignedIn(movedTo(again, kept)));
});
