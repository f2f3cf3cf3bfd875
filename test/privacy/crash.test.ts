import t, { type Test } from 'tap';
import { createWorkerRegistry } from '../../src/jobs/worker-registry.ts';
import { startApp } from '../helpers/app.ts';
import { startChildApp } from '../helpers/child-app.ts';
import {
  countUserRows,
  isErased,
  jobsDone,
  makeJobsDue,
  NO_ROWS,
  requestErasureOf,
} from '../helpers/erasure.ts';
import { eventually } from '../helpers/eventually.ts';
import { jobPayloads, lockJobsAsKilled } from '../helpers/job-tables.ts';
import { addHosted, dropCachedUser, HOST, waitUntil } from '../helpers/zoom-host.ts';
import { startAppBehindProxy } from '../helpers/zoom-proxy.ts';

/** A requested erasure that a killed process had started. */
async function begun(t: Test) {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  await host.get(addHosted(uplink.simulator).path);
  await requestErasureOf(uplink, HOST);
  return { uplink, host };
}

t.test('an erasure whose instance is killed is finished by another within ten seconds', async (t) => {
  const uplink = await startAppBehindProxy(t);
  const host = await uplink.signIn(HOST);
  await host.get(addHosted(uplink.simulator).path);
  const child = await startChildApp(t, uplink, host);
  const held = uplink.zoom.pauseNext('/oauth/revoke');
  const deleting = child.client.request('DELETE', '/api/me').catch(() => undefined);
  await held.received;
  await child.kill();
  await deleting;
  held.release();

  t.ok(await eventually(() => isErased(uplink, HOST), { withinMs: 10_000 }));
  await jobsDone(uplink);
  t.strictSame(await countUserRows(uplink, HOST), NO_ROWS);
  t.equal((await host.get('/api/me')).status, 401);
});

t.test('an earlier erasure does not erase a user who has added the app again', async (t) => {
  const { uplink, host } = await begun(t);
  await host.signIn(HOST);
  const before = await countUserRows(uplink, HOST);
  await makeJobsDue(uplink);
  await jobsDone(uplink);
  t.strictSame(await countUserRows(uplink, HOST), before);
  t.equal((await host.get('/api/meetings')).status, 200);
});

t.test('a job of a worker that no instance has registered is released after two minutes', async (t) => {
  const { uplink } = await begun(t);
  const { pool } = uplink.database;
  // A new registry for each check, because it checks for unknown workers only every 30 seconds.
  const release = () => createWorkerRegistry(uplink.database, uplink.pubsub.instanceId).releaseDead();
  await lockJobsAsKilled(pool, 1);
  await release();
  const { rows } = await pool.query('select locked_by as "lockedBy" from graphile_worker.jobs');
  t.same(rows, [{ lockedBy: 'killed' }], 'a job that may be in progress is not released');
  await lockJobsAsKilled(pool, 3);
  await release();
  await jobsDone(uplink);
  t.ok(await isErased(uplink, HOST));
});

t.test('a job leaves no trace of the user, even if its process is killed at the end', async (t) => {
  const { uplink } = await begun(t);
  // Like a job that a worker has locked: removing it by its key keeps the row.
  await lockJobsAsKilled(uplink.database.pool, 0);
  await dropCachedUser(uplink, HOST);
  const host = await uplink.signIn(HOST);
  t.equal((await host.request('DELETE', '/api/me')).status, 204);
  await waitUntil(() => isErased(uplink, HOST));
  t.notMatch(JSON.stringify(await jobPayloads(uplink.database.pool)), HOST);
});
