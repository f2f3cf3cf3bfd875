import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addMeetings, bulkUpdateFinished, CHANGES, ids, startBulkUpdate } from '../helpers/bulk.ts';
import { eventually } from '../helpers/eventually.ts';
import { createLatch } from '../helpers/latch.ts';
import { addHosted, apiCalls, COLLEAGUE, HOST, STRANGER } from '../helpers/zoom-host.ts';

const uplink = await startApp(t, { env: { RATE_LIMIT_USER_PER_MINUTE: '1000000' } });
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
const ALWAYS = { times: Number.POSITIVE_INFINITY };
t.beforeEach(() => {
  simulator.clearFaults();
  simulator.clearRequests();
});

/** Delays every Zoom update of these meetings until it is released. */
function holdUpdatesOf(meetings: { zoomPath: string }[]) {
  const { until, release } = createLatch();
  for (const { zoomPath } of meetings)
    simulator.addFault({ ...ALWAYS, kind: 'delay', until, method: 'PATCH', path: zoomPath });
  return release;
}

t.test('a bulk update of one row finishes while ten of another user are running', async (t) => {
  const meetings = addMeetings(simulator, 10);
  const release = holdUpdatesOf(meetings);
  const paths: string[] = [];
  for (const { id } of meetings)
    paths.push(await startBulkUpdate(host, { meeting_ids: [id], changes: CHANGES }));
  t.ok(await eventually(() => apiCalls(simulator, { method: 'PATCH' }).length > 0));
  const stranger = await uplink.signIn(STRANGER);
  const theirs = addHosted(simulator, 'meetings', { hostId: STRANGER });
  t.match(
    await bulkUpdateFinished(
      stranger,
      await startBulkUpdate(stranger, { meeting_ids: [theirs.id], changes: CHANGES }),
    ),
    {
      status: 'done',
      total: 1,
    },
  );
  const running = async () =>
    (await Promise.all(paths.map((path) => host.get(path)))).map(({ json }) => json);
  t.equal((await running()).filter(({ status }) => status === 'running').length, 1, 'one at a time per user');
  t.equal((await running()).filter(({ status }) => status === 'queued').length, 9);
  release();
  for (const path of paths) t.match(await bulkUpdateFinished(host, path), { status: 'done', total: 1 });
});

t.test('a user’s bulk updates run in order of creation', async (t) => {
  const meetings = addMeetings(simulator, 4);
  const release = holdUpdatesOf(meetings.slice(0, 1));
  const paths: string[] = [];
  for (const { id } of meetings)
    paths.push(await startBulkUpdate(host, { meeting_ids: [id], changes: CHANGES }));
  release();
  for (const path of paths) await bulkUpdateFinished(host, path);
  t.strictSame(
    apiCalls(simulator, { method: 'PATCH' }).map(({ path }) => path),
    meetings.map(({ zoomPath }) => zoomPath),
  );
});

t.test('cancelling the first of several bulk updates starts the next one', async (t) => {
  const [first, second] = addMeetings(simulator, 2);
  const release = holdUpdatesOf(first ? [first] : []);
  const one = await startBulkUpdate(host, { meeting_ids: [first?.id], changes: CHANGES });
  const two = await startBulkUpdate(host, { meeting_ids: [second?.id], changes: CHANGES });
  t.ok(await eventually(() => apiCalls(simulator, { method: 'PATCH' }).length > 0));
  await host.request('DELETE', one);
  release();
  await bulkUpdateFinished(host, one);
  t.match(await bulkUpdateFinished(host, two), { status: 'done', total: 1 });
});

t.test('more users than workers share the workers fairly', async (t) => {
  const others = await Promise.all(
    Array.from({ length: 4 }, async (_, index) => {
      const { id } = simulator.addUser({ accountId: `SimFairAccount_00000${index}` });
      const client = await uplink.signIn(id);
      const meetings = Array.from({ length: 300 }, () => addHosted(simulator, 'meetings', { hostId: id }));
      const path = await startBulkUpdate(client, {
        meeting_ids: ids(meetings),
        changes: { resolution: '1080p' },
      });
      return { client, path };
    }),
  );
  const colleague = await uplink.signIn(COLLEAGUE);
  const theirs = addHosted(simulator, 'meetings', { hostId: COLLEAGUE });
  await bulkUpdateFinished(
    colleague,
    await startBulkUpdate(colleague, { meeting_ids: [theirs.id], changes: CHANGES }),
  );
  for (const { client, path } of others) {
    const { status, done } = (await client.get(path)).json;
    t.equal(status, 'running', `${done} of 300 rows are done`);
    await client.request('DELETE', path);
  }
  for (const { client, path } of others) await bulkUpdateFinished(client, path);
});
