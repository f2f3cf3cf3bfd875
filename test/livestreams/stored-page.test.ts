import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, apiCalls, HOST, KINDS } from '../helpers/zoom-host.ts';

const uplink = await startApp(t);
const { simulator } = uplink;
const host = await uplink.signIn(HOST);

const updates = () => apiCalls(simulator, { method: 'PATCH' }).length;

for (const kind of KINDS) {
  for (const page of [
    'eu',
    'www.example.com/live',
    'https://',
    'https://watch.example/ünï',
    'https://a b.example/',
  ]) {
    t.test(
      `${kind}: with “${page}” as the watch page in Zoom, changing only the key names the watch page`,
      async (t) => {
        const { path, edit, atZoom, id } = addHosted(simulator, kind);
        edit({ page_url: page });
        simulator.clearRequests();
        for (const headers of [{ 'if-match': '*' }, {}]) {
          const response = await host.patch(path, { stream_key: 'a-new-key-0123456789' }, headers);
          t.match(response, {
            status: 400,
            json: {
              code: 'invalid_request',
              reason: 'stored_page_invalid',
              detail: /watch page/,
              errors: [{ field: 'page_url', reason: 'page_address' }],
            },
          });
        }
        const bulk = await host.post('/api/bulk-updates', {
          body: { kind, meeting_ids: [id], changes: { resolution: '1080p' }, dry_run: true },
        });
        t.match(bulk.json.rows, [{ status: 'failed', problem: { code: 'invalid_request' } }], 'in bulk too');
        t.equal(updates(), 0, 'nothing is sent to Zoom');
        const corrected = { stream_key: 'a-new-key-0123456789', page_url: 'https://watch.example/' };
        t.equal((await host.patch(path, corrected, { 'if-match': '*' })).status, 200);
        t.match(atZoom(), corrected);
      },
    );
  }
}

t.test('a version with an invalid watch page is not restored', async (t) => {
  const { path, edit } = addHosted(simulator);
  edit({ page_url: 'eu' });
  await host.patch(path, { page_url: 'https://watch.example/' }, { 'if-match': '*' });
  const { changes } = (await host.get(`${path}/history`)).json;
  const { headers } = await host.get(path);
  simulator.clearRequests();
  const response = await host.post(`${path}/restore`, {
    body: { change_id: changes[0].id },
    headers: { 'if-match': String(headers.etag) },
  });
  t.match(response, { status: 400, json: { code: 'invalid_request', errors: [{ field: 'page_url' }] } });
  t.equal(updates(), 0);
});
