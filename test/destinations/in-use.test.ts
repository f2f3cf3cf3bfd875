import t, { type Test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { addHosted, COLLEAGUE, HOST, KINDS, waitUntil } from '../helpers/zoom-host.ts';
import { SAVED, save } from './saved.ts';

const OVERWRITE = { 'if-match': '*' };

async function start(t: Test) {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const saved = await save(host);
  const meetingsOf = async (id = saved.id) =>
    (await host.get(`/api/destinations/${id}/meetings`)).json.meetings;
  return { uplink, host, saved, meetingsOf, simulator: uplink.simulator };
}

for (const kind of KINDS) {
  t.test(`${kind}: a livestream has the id of the destination with its URL and key`, async (t) => {
    const { host, saved, simulator } = await start(t);
    const { path, edit, id } = addHosted(simulator, kind);
    t.match((await host.get(path)).json, { destination_id: null });
    const patched = await host.patch(path, { destination_id: saved.id }, OVERWRITE);
    t.match(patched, { status: 200, json: { destination_id: saved.id } });
    for (const headers of [{}, { 'cache-control': 'no-cache' }])
      t.match((await host.get(path, headers)).json, { destination_id: saved.id });
    await host.get(`/api/${kind}`);
    const listed = (await host.get(`/api/${kind}`)).json.meetings.find(
      (each: { id: string }) => each.id === id,
    );
    t.equal(listed.livestream.destination_id, saved.id);

    const conflict = await host.patch(path, { resolution: '720p' }, { 'if-match': '"other"' });
    t.match(conflict, { status: 412, json: { livestream: { destination_id: saved.id } } });

    await host.patch(path, { page_url: 'https://elsewhere.example/' }, OVERWRITE);
    t.match((await host.get(path)).json, { destination_id: saved.id }, 'with any page');
    edit({ stream_url: SAVED.stream_url, stream_key: 'another-key-0123456789' });
    const fresh = await host.get(path, { 'cache-control': 'no-cache' });
    t.match(fresh.json, { destination_id: null }, 'never with another key');
  });
}

t.test(
  'saving, changing and deleting a destination takes effect immediately on every instance',
  async (t) => {
    const { uplink, host, saved, simulator } = await start(t);
    const other = await startApp(t, { sharedWith: uplink });
    const elsewhere = await other.signIn(HOST);
    const { path } = addHosted(simulator, 'meetings', {
      livestream: {
        stream_url: SAVED.stream_url,
        stream_key: 'later-key-0123456789',
        page_url: '',
        resolution: '720p',
      },
    });
    const namedAs = async (id: string | null) => {
      t.equal((await host.get(path)).json.destination_id, id);
      await waitUntil(async () => (await elsewhere.get(path)).json.destination_id === id);
    };
    await namedAs(null);
    const changed = await host.patch(saved.path, { stream_key: 'later-key-0123456789' }, OVERWRITE);
    t.equal(changed.status, 200);
    await namedAs(saved.id);
    const second = await save(host, { name: 'The same again', stream_key: 'later-key-0123456789' });
    await namedAs(saved.id);
    await host.request('DELETE', saved.path, {});
    await namedAs(second.id);
    await host.request('DELETE', second.path, {});
    await namedAs(null);
  },
);

t.test(
  'the meetings of a destination are listed, and those with a previous key are not current',
  async (t) => {
    const { host, saved, meetingsOf, simulator } = await start(t);
    const [one, two] = [addHosted(simulator), addHosted(simulator, 'webinars')];
    addHosted(simulator);
    for (const kind of KINDS) await host.get(`/api/${kind}`);
    t.same(await meetingsOf(), []);
    for (const { path } of [one, two]) await host.patch(path, { destination_id: saved.id }, OVERWRITE);
    const rows = await meetingsOf();
    t.match(
      rows.toSorted((a: { kind: string }, b: { kind: string }) => a.kind.localeCompare(b.kind)),
      [
        { kind: 'meetings', meeting_id: one.id, topic: one.meeting.topic, current: true },
        { kind: 'webinars', meeting_id: two.id, topic: two.meeting.topic, current: true },
      ],
    );
    t.equal(rows.length, 2);

    await host.patch(saved.path, { name: 'Renamed' }, OVERWRITE);
    t.ok(
      (await meetingsOf()).every(({ current }: { current: boolean }) => current),
      'a name changes nothing',
    );

    await host.patch(saved.path, { stream_key: 'rotated-key-0123456789' }, OVERWRITE);
    t.same(
      (await meetingsOf()).map(({ current }: { current: boolean }) => current),
      [false, false],
    );
    t.match((await host.get(one.path)).json, { destination_id: null });
    await host.patch(one.path, { destination_id: saved.id }, OVERWRITE);
    const after = await meetingsOf();
    t.equal(after.find(({ meeting_id }: { meeting_id: string }) => meeting_id === one.id).current, true);
    t.equal(after.find(({ meeting_id }: { meeting_id: string }) => meeting_id === two.id).current, false);

    await host.patch(saved.path, { stream_key: 'rotated-again-0123456789' }, OVERWRITE);
    t.same(
      (await meetingsOf()).map(({ current }: { current: boolean }) => current),
      [false, false],
      'both previous keys',
    );

    const other = await save(host, { name: 'The former key', stream_key: 'rotated-key-0123456789' });
    t.same(
      (await meetingsOf()).map(({ meeting_id }: { meeting_id: string }) => meeting_id),
      [two.id],
      'a target of another destination counts as that one’s',
    );
    t.match(await meetingsOf(other.id), [{ meeting_id: one.id, current: true }]);
  },
);

t.test('the list of meetings contains no key and is only for the owner', async (t) => {
  const { uplink, host, saved, simulator } = await start(t);
  const { path } = addHosted(simulator);
  await host.patch(path, { destination_id: saved.id }, OVERWRITE);
  const { text } = await host.get(`/api/destinations/${saved.id}/meetings`);
  t.notMatch(text, /canary-destination-key/);
  const colleague = await uplink.signIn(COLLEAGUE);
  for (const id of [saved.id, '00000000-0000-4000-8000-000000000000', 'no-id'])
    t.match(await colleague.get(`/api/destinations/${id}/meetings`), {
      status: 404,
      json: { code: 'not_found' },
    });
  t.equal((await uplink.client().get(`/api/destinations/${saved.id}/meetings`)).status, 401);
});

t.test('saving a destination publishes no event about a livestream', async (t) => {
  const { host, saved, simulator } = await start(t);
  const { path, id } = addHosted(simulator);
  const stream = await openEvents(t, host);
  await host.patch(saved.path, { name: 'Renamed' }, OVERWRITE);
  await host.patch(path, { resolution: '1080p' }, OVERWRITE);
  t.match(await stream.next('livestream'), { data: { meeting_id: id } });
  t.equal(stream.text().split('event:').length - 1, 1, 'only that of the update');
});
