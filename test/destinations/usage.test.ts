import t, { type Test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { bulkUpdateFinished, startBulkUpdate } from '../helpers/bulk.ts';
import type { Client } from '../helpers/client.ts';
import { addHosted, COLLEAGUE, HOST } from '../helpers/zoom-host.ts';
import { SAVED, save } from './saved.ts';

const OVERWRITE = { 'if-match': '*' };
const HOUR_MS = 3_600_000;

async function start(t: Test) {
  const uplink = await startApp(t);
  return { uplink, host: await uplink.signIn(HOST), simulator: uplink.simulator };
}

async function listOf(host: Client, query = '') {
  return (await host.get(`/api/destinations${query}`)).json.destinations;
}

t.test('the list with usage counts the meetings of each destination and names the next one', async (t) => {
  const { host, simulator } = await start(t);
  const used = await save(host);
  const unused = await save(host, { name: 'Unused', stream_key: 'unused-key-0123456789' });
  const at = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const later = addHosted(simulator, 'meetings', { topic: 'Later', startTime: at(48) });
  const next = addHosted(simulator, 'webinars', { topic: 'Next', startTime: at(24) });
  for (const kind of ['meetings', 'webinars']) await host.get(`/api/${kind}`);
  for (const { path } of [later, next]) await host.patch(path, { destination_id: used.id }, OVERWRITE);

  const usage = await listOf(host, '?include=usage');
  t.match(usage, [
    {
      id: used.id,
      meetings_count: 1,
      webinars_count: 1,
      outdated_count: 0,
      next_meeting: { kind: 'webinars', meeting_id: next.id, topic: 'Next' },
    },
    { id: unused.id, meetings_count: 0, webinars_count: 0, outdated_count: 0, next_meeting: null },
  ]);

  await host.patch(used.path, { stream_key: 'rotated-key-0123456789' }, OVERWRITE);
  t.match(await listOf(host, '?include=usage'), [
    { meetings_count: 1, webinars_count: 1, outdated_count: 2 },
    {},
  ]);

  const [plain] = await listOf(host);
  t.notOk('meetings_count' in plain, 'the list without usage decrypts no livestream');
  t.equal((await host.get('/api/destinations?include=keys')).status, 400);
});

t.test('a meeting that has ended is counted and is not the next one', async (t) => {
  const { host, simulator } = await start(t);
  const saved = await save(host);
  const startTime = new Date(Date.now() - 24 * HOUR_MS).toISOString();
  const { path, id } = addHosted(simulator, 'meetings', { startTime, duration: 60 });
  await host.get('/api/meetings?type=previous');
  await host.get('/api/meetings');
  await host.patch(path, { destination_id: saved.id }, OVERWRITE);
  const listed = (await host.get(`/api/destinations/${saved.id}/meetings`)).json.meetings;
  t.match(listed, [{ meeting_id: id }]);
  t.match(await listOf(host, '?include=usage'), [{ meetings_count: 1, next_meeting: null }]);
});

t.test('the usage of a user contains no meeting of another user', async (t) => {
  const { uplink, host, simulator } = await start(t);
  const saved = await save(host);
  const { path } = addHosted(simulator);
  await host.patch(path, { destination_id: saved.id }, OVERWRITE);
  const colleague = await uplink.signIn(COLLEAGUE);
  await save(colleague);
  t.match(await listOf(colleague, '?include=usage'), [{ meetings_count: 0, last_used_at: null }]);
});

t.test('the time of the last use is that of a save, with its id or with its values', async (t) => {
  const { host, simulator } = await start(t);
  const byId = await save(host);
  const byValues = await save(host, { name: 'By values', stream_key: 'typed-key-0123456789' });
  await save(host, { name: 'Never', stream_key: 'never-key-0123456789' });
  const { path } = addHosted(simulator);
  const isUsed = async () =>
    (await listOf(host)).map(({ last_used_at }: { last_used_at: string | null }) => last_used_at !== null);
  t.same(await isUsed(), [false, false, false]);

  const rejected = await host.patch(path, { destination_id: byId.id }, { 'if-match': '"other"' });
  t.equal(rejected.status, 412);
  t.same(await isUsed(), [false, false, false], 'a rejected save is no use');

  await host.patch(path, { destination_id: byId.id }, OVERWRITE);
  t.same(await isUsed(), [true, false, false]);
  const { stream_url } = SAVED;
  await host.patch(path, { stream_url, stream_key: 'typed-key-0123456789' }, OVERWRITE);
  t.same(await isUsed(), [true, true, false]);
  t.match((await host.get(byValues.path)).json, { last_used_at: /^\d{4}-/ });
  t.equal((await host.get(byId.path)).headers.etag, byId.etag, 'its ETag stays: its content is the same');
});

t.test('a save that leaves the URL and key is no use of the destination', async (t) => {
  const { host, simulator } = await start(t);
  const { path } = addHosted(simulator, 'meetings', {
    livestream: {
      stream_url: SAVED.stream_url,
      stream_key: SAVED.stream_key,
      page_url: SAVED.page_url,
      resolution: '720p',
    },
  });
  await save(host);
  t.match(await host.patch(path, { resolution: '1080p' }, OVERWRITE), { status: 200 });
  t.match(await listOf(host), [{ last_used_at: null }]);
});

t.test('a bulk update is a use of the destination', async (t) => {
  const { host, simulator } = await start(t);
  const saved = await save(host);
  const meetings = [addHosted(simulator), addHosted(simulator)];
  const path = await startBulkUpdate(host, {
    meeting_ids: meetings.map(({ id }) => id),
    changes: { destination_id: saved.id },
  });
  await bulkUpdateFinished(host, path);
  t.match(await listOf(host), [{ last_used_at: /^\d{4}-/ }]);
});

t.test('the export contains the time of the last use', async (t) => {
  const { host, simulator } = await start(t);
  const saved = await save(host);
  const { path } = addHosted(simulator);
  await host.patch(path, { destination_id: saved.id }, OVERWRITE);
  const { json } = await host.get('/api/me/export');
  t.match(json.destinations, [{ name: SAVED.name, last_used_at: /^\d{4}-/ }]);
});
