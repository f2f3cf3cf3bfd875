import { randomUUID } from 'node:crypto';
import t from 'tap';
import { startApp } from '../helpers/app.ts';
import type { Json } from '../helpers/client.ts';
import { dump, enableWebhooks, meetingPayload, sendWebhook, streaming } from '../helpers/webhooks.ts';
import {
  addHosted,
  COLLEAGUE,
  CONFIGURED,
  changeRows,
  expireCached,
  HOST,
  KINDS,
} from '../helpers/zoom-host.ts';
import { startAppBehindProxy } from '../helpers/zoom-proxy.ts';

const uplink = await startApp(t);
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
t.beforeEach(() => simulator.clearFaults());

const OVERWRITE = { 'if-match': '*' };
const NEW_KEY = 'canary-new-key-55yy';

async function changesOf(path: string, client = host): Promise<Json[]> {
  return (await client.get(`${path}/history`)).json.changes;
}

for (const kind of KINDS) {
  t.test(
    `a change of one of the ${kind} is recorded with before and after, and keys as fingerprints`,
    async (t) => {
      const { path } = addHosted(simulator, kind);
      const before = (await host.get(path)).json;
      await host.patch(path, { stream_key: NEW_KEY, resolution: '1080p' }, OVERWRITE);
      const after = (await host.get(path)).json;
      const [change, ...more] = await changesOf(path);
      t.equal(more.length, 0);
      t.match(change, { by: 'uplink', kind: 'updated', at: /^\d{4}-\d\d-\d\dT/ });
      for (const [side, livestream] of [
        ['before', before],
        ['after', after],
      ] as const) {
        const { stream_url, stream_key_hint, stream_key_fingerprint, page_url, resolution } = livestream;
        t.strictSame(change[side], {
          stream_url,
          stream_key_hint,
          stream_key_fingerprint,
          page_url,
          resolution,
        });
      }
      t.not(change.before.stream_key_fingerprint, change.after.stream_key_fingerprint);
      t.notMatch(JSON.stringify(change), NEW_KEY);
    },
  );
}

t.test('a change in Zoom is recorded once, by the first read', async (t) => {
  const { path, edit } = addHosted(simulator);
  await host.get(path);
  edit({ page_url: 'https://watch.example/elsewhere' });
  t.strictSame(await changesOf(path), [], 'nothing was read yet');
  await Promise.all([1, 2, 3].map(() => host.get(path, { 'cache-control': 'no-cache' })));
  t.match(await changesOf(path), [
    {
      by: 'zoom',
      kind: 'drift',
      before: { page_url: CONFIGURED.page_url },
      after: { page_url: 'https://watch.example/elsewhere' },
    },
  ]);
});

t.test('an update that finds a change made in Zoom records both, in order', async (t) => {
  const { path, edit } = addHosted(simulator);
  await host.get(path);
  edit({ page_url: 'https://watch.example/elsewhere' });
  await host.patch(path, { resolution: '1080p' }, OVERWRITE);
  t.match(await changesOf(path), [
    { kind: 'updated', before: { page_url: 'https://watch.example/elsewhere', resolution: '720p' } },
    { kind: 'drift', after: { page_url: 'https://watch.example/elsewhere', resolution: '720p' } },
  ]);
});

t.test('an update that conflicts with a newer change in Zoom records that change', async (t) => {
  const { path, edit } = addHosted(simulator);
  const etag = String((await host.get(path)).headers.etag);
  edit({ resolution: '1080p' });
  t.equal((await host.patch(path, { stream_key: NEW_KEY }, { 'if-match': etag })).status, 412);
  t.match(await changesOf(path), [{ kind: 'drift', by: 'zoom', after: { resolution: '1080p' } }]);
});

t.test('an update that changes nothing is no change', async (t) => {
  const { path } = addHosted(simulator);
  t.equal((await host.patch(path, { resolution: '720p' }, OVERWRITE)).status, 200);
  t.strictSame(await changesOf(path), []);
});

t.test('an update in doubt is attributed to Uplink when it is found in Zoom', async (t) => {
  const { path, zoomPath, atZoom } = addHosted(simulator);
  await host.get(path);
  simulator.addFault({ kind: 'reset-after-work', path: zoomPath, method: 'PATCH' });
  t.equal((await host.patch(path, { stream_key: NEW_KEY }, OVERWRITE)).status, 504);
  t.equal(atZoom()?.stream_key, NEW_KEY, 'the update was applied');
  await settle();
  t.equal((await host.get(path)).status, 200);
  t.match(await changesOf(path), [{ by: 'uplink', kind: 'updated', before: { stream_key_hint: '9z7q' } }]);
});

t.test('an update that Zoom did not carry out leaves no entry', async (t) => {
  const { path, zoomPath } = addHosted(simulator);
  await host.get(path);
  simulator.addFault({ kind: 'reset', path: zoomPath, method: 'PATCH' });
  t.equal((await host.patch(path, { stream_key: NEW_KEY }, OVERWRITE)).status, 504);
  await settle();
  await host.get(path);
  t.strictSame(await changesOf(path), []);
});

/** Skips the time in which Zoom may still apply an update. */
const settle = () =>
  changeRows(
    uplink,
    HOST,
    "update livestream set write_until = now() - interval '1 second' where user_id = $1 and write_until is not null",
  );

t.test('restoring', async (t) => {
  t.test('restores the value from before the change, and can itself be undone', async (t) => {
    const { path, atZoom } = addHosted(simulator);
    await host.get(path);
    await host.patch(path, { stream_key: NEW_KEY, resolution: '1080p' }, OVERWRITE);
    const [change] = await changesOf(path);
    const { headers } = await host.get(path);
    const restored = await host.post(`${path}/restore`, {
      body: { change_id: change.id },
      headers: { 'if-match': String(headers.etag) },
    });
    t.match([restored.status, restored.json.resolution], [200, '720p']);
    t.equal(restored.headers.etag, (await host.get(path)).headers.etag);
    t.strictSame(atZoom(), CONFIGURED);
    const [entry] = await changesOf(path);
    t.match(entry, { kind: 'restored', by: 'uplink', after: { resolution: '720p' } });
    await host.post(`${path}/restore`, { body: { change_id: entry.id }, headers: OVERWRITE });
    t.match(atZoom(), { stream_key: NEW_KEY, resolution: '1080p' });
  });

  t.test('restores the value from before a change in Zoom', async (t) => {
    const { path, atZoom, edit } = addHosted(simulator);
    await host.get(path);
    edit({ stream_key: 'canary-edited-key-33vv' });
    await host.get(path, { 'cache-control': 'no-cache' });
    const [drift] = await changesOf(path);
    await host.post(`${path}/restore`, { body: { change_id: drift.id }, headers: OVERWRITE });
    t.strictSame(atZoom(), CONFIGURED);
  });

  t.test('needs If-Match, and compares with the current value in Zoom', async (t) => {
    const { path, edit } = addHosted(simulator);
    const etag = String((await host.get(path)).headers.etag);
    await host.patch(path, { resolution: '1080p' }, OVERWRITE);
    const [{ id }] = await changesOf(path);
    const body = { change_id: id };
    t.match(await host.post(`${path}/restore`, { body }), {
      status: 428,
      json: { code: 'precondition_required' },
    });
    const stale = await host.post(`${path}/restore`, { body, headers: { 'if-match': etag } });
    t.match(stale, { status: 412, json: { livestream: { resolution: '1080p' } } });
    edit({ page_url: 'https://watch.example/newer' });
    t.equal(
      (await host.post(`${path}/restore`, { body, headers: { 'if-match': String(stale.headers.etag) } }))
        .status,
      412,
    );
  });

  t.test('an entry that cannot be restored is reported as such', async (t) => {
    const { path, meeting } = addHosted(simulator);
    delete meeting.livestream;
    await host.get(path);
    await host.patch(path, { ...CONFIGURED }, OVERWRITE);
    const [{ id: first }] = await changesOf(path);
    const { path: other } = addHosted(simulator);
    await host.get(`${other}?include=stream_key`);
    const [{ id: reveal }] = await changesOf(other);
    for (const [where, change_id, status, code, reason] of [
      [path, first, 400, 'invalid_request', 'was_not_configured'],
      [other, reveal, 400, 'invalid_request', 'nothing_to_restore'],
      [other, first, 404, 'not_found', 'no_such_change'],
      [other, randomUUID(), 404, 'not_found', 'no_such_change'],
      [other, 'no-id', 400, 'invalid_request'],
      [other, `urn:uuid:${randomUUID()}`, 400, 'invalid_request'],
    ]) {
      const response = await host.post(`${where}/restore`, { body: { change_id }, headers: OVERWRITE });
      t.match(response, { status, json: { code } });
      t.equal(response.json.reason, reason);
    }
  });
});

t.test(
  'a history entry moved here from another meeting is listed without contents and cannot be restored',
  async (t) => {
    const [from, to] = [addHosted(simulator), addHosted(simulator)];
    for (const { path } of [from, to]) {
      await host.get(path);
      await host.patch(path, { stream_key: `key-of-${path}`, resolution: '1080p' }, OVERWRITE);
    }
    const [{ id: own }] = await changesOf(to.path);
    const [{ id: moved }] = await changesOf(from.path);
    await uplink.database.pool.query('update livestream_change set meeting_id = $1 where id = $2', [
      to.id,
      moved,
    ]);
    const before = { ...to.atZoom() };
    const changes = await changesOf(to.path);
    t.match(
      changes.find(({ id }: { id: string }) => id === moved),
      { kind: 'updated', before: null, after: null },
    );
    t.match(
      changes.find(({ id }: { id: string }) => id === own),
      { after: { resolution: '1080p' } },
    );
    t.match(await host.post(`${to.path}/restore`, { body: { change_id: moved }, headers: OVERWRITE }), {
      status: 400,
      json: { code: 'invalid_request', reason: 'change_unreadable' },
    });
    t.strictSame(to.atZoom(), before, 'nothing was sent to Zoom');
    t.match(await host.post(`${to.path}/restore`, { body: { change_id: own }, headers: OVERWRITE }), {
      status: 200,
    });
    t.match(await host.get('/api/me/export'), { status: 200 });
  },
);

t.test('a reveal of the key is recorded when the key is shown, and only then', async (t) => {
  const { path } = addHosted(simulator);
  const { headers } = await host.get(path);
  t.strictSame(await changesOf(path), []);
  await host.get(`${path}?include=stream_key`, { 'if-none-match': String(headers.etag) });
  t.strictSame(await changesOf(path), [], 'a 304 reveals nothing');
  t.equal((await host.get(`${path}?include=stream_key`)).json.stream_key, CONFIGURED.stream_key);
  t.match(await changesOf(path), [
    { by: 'uplink', kind: 'revealed', before: null, after: { stream_key_hint: '9z7q' } },
  ]);
});

t.test('repeated reveals of a key do not displace a change', async (t) => {
  const { path } = addHosted(simulator);
  await host.get(path);
  await host.patch(path, { resolution: '1080p' }, OVERWRITE);
  for (let count = 0; count < 60; count += 1) await host.get(`${path}?include=stream_key`);
  const kinds = (await changesOf(path)).map(({ kind }) => kind);
  t.equal(kinds.filter((kind) => kind === 'revealed').length, 50);
  t.equal(kinds.at(-1), 'updated');
});

t.test('HEAD shows no key and is no reveal', async (t) => {
  const { path } = addHosted(simulator);
  await host.request('HEAD', `${path}?include=stream_key`);
  t.strictSame(await changesOf(path), []);
});

t.test('an event without a resolution does not count as a change of the resolution', async (t) => {
  enableWebhooks(uplink);
  const { path, meeting } = addHosted(simulator, 'meetings', { live: true });
  await host.get(path);
  const { resolution: _left, ...settings } = CONFIGURED;
  await sendWebhook(uplink, 'meeting.live_streaming_started', meetingPayload(meeting, streaming(settings)));
  t.match((await host.get(path)).json, { resolution: '720p', source: 'zoom' }, 'fetched from Zoom');
  t.strictSame(
    (await changesOf(path)).map(({ kind }) => kind),
    ['started'],
  );
});

t.test(
  'the history of another user’s meeting is not found, and that of a new meeting is empty',
  async (t) => {
    const { path } = addHosted(simulator);
    await host.patch(path, { resolution: '1080p' }, OVERWRITE);
    const colleague = await uplink.signIn(COLLEAGUE);
    t.match(await colleague.get(`${path}/history`), { status: 404, json: { code: 'meeting_not_found' } });
    const [{ id }] = await changesOf(path);
    for (const headers of [OVERWRITE, {}]) {
      const stolen = await colleague.post(`${path}/restore`, { body: { change_id: id }, headers });
      t.match(stolen, { status: 404, json: { code: 'meeting_not_found' } });
    }
    const { path: idle } = addHosted(simulator);
    t.strictSame((await host.get(`${idle}/history`)).json, { changes: [] });
  },
);

t.test('the database contains no key or URL of a history in plain text', async (t) => {
  const { path } = addHosted(simulator);
  await host.get(path);
  await host.patch(
    path,
    { stream_key: 'canary-dumped-key-1', page_url: 'https://canary-page.example/x' },
    OVERWRITE,
  );
  t.notMatch(await dump(uplink), /canary-dumped-key-1|canary-page\.example/);
});

t.test('an update that cannot be recorded in the database is not sent', async (t) => {
  const gated = await startAppBehindProxy(t);
  const client = await gated.signIn(HOST);
  const { path, zoomPath, atZoom } = addHosted(gated.simulator);
  await client.get(path);
  const held = gated.zoom.pauseNext(zoomPath);
  const updating = client.patch(path, { stream_key: NEW_KEY }, OVERWRITE);
  await held.received;
  // Another process has taken the lease, as if this one had been suspended.
  await gated.database.pool.query('update livestream set write_owner = $1 where user_id = $2', [
    randomUUID(),
    HOST,
  ]);
  held.release();
  t.match(await updating, { status: 503, json: { code: 'temporarily_unavailable' } });
  t.strictSame(atZoom(), CONFIGURED);
});

t.test('outdated cached values reveal changes too', async (t) => {
  const { path, edit } = addHosted(simulator);
  await host.get(path);
  edit({ resolution: '1080p' });
  await expireCached(uplink, HOST);
  await host.get(path);
  t.match(await changesOf(path), [{ kind: 'drift' }]);
});
