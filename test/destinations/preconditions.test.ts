import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { HOST } from '../helpers/zoom-host.ts';
import { save } from './saved.ts';

const uplink = await startApp(t);
const second = await startApp(t, { sharedWith: uplink });
const host = await uplink.signIn(HOST);
const sameHost = await second.signIn(HOST);

t.test('a change without If-Match is 428 and changes nothing', async (t) => {
  const { path, json } = await save(host);
  t.match(await host.patch(path, { name: 'x' }), {
    status: 428,
    json: { code: 'precondition_required', detail: /If-Match/ },
  });
  t.strictSame((await host.get(path)).json, json);
});

t.test('an outdated tag is 412 with the current ETag', async (t) => {
  const { path, etag } = await save(host);
  const changed = await host.patch(path, { name: 'Newer' }, { 'if-match': etag });
  t.equal(changed.status, 200);
  const late = await host.patch(path, { name: 'Late', stream_key: 'late-canary' }, { 'if-match': etag });
  t.match(late, { status: 412, json: { code: 'precondition_failed', detail: /destination/ } });
  t.equal(late.headers.etag, changed.headers.etag);
  t.notMatch(late.text, /canary|Newer|Late|ingest/);
  t.equal((await host.get(path)).json.name, 'Newer');
  t.equal(
    (await host.patch(path, { name: 'On time' }, { 'if-match': String(late.headers.etag) })).status,
    200,
  );
});

t.test('a weak, different or empty tag never matches; a list with the tag and * do', async (t) => {
  const { path, etag } = await save(host);
  const other = (await save(host)).etag;
  for (const ifMatch of [`W/${etag}`, other, 'x', '', etag.slice(1, -1), `${other}, W/${etag}`])
    t.equal((await host.patch(path, { name: 'x' }, { 'if-match': ifMatch })).status, 412, ifMatch);
  t.equal((await host.patch(path, { resolution: '720p' }, { 'if-match': `${other}, ${etag}` })).status, 200);
  t.equal((await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' })).status, 200);
});

t.test('the tag depends only on the saved content, including the key', async (t) => {
  const { path, etag } = await save(host);
  const change = async (changes: object) =>
    (await host.patch(path, changes, { 'if-match': '*' })).headers.etag;
  const tags = [etag];
  for (const changes of [
    { name: 'x' },
    { stream_key: 'x' },
    { page_url: '' },
    { resolution: null },
    { service: 'vimeo' },
  ])
    tags.push(String(await change(changes)));
  t.equal(new Set(tags).size, tags.length);
  t.equal(await change({ service: 'vimeo' }), tags.at(-1), 'an identical change keeps the tag');
  const { status, text } = await host.get(path, { 'if-none-match': String(tags.at(-1)) });
  t.strictSame([status, text], [304, '']);
});

t.test('of concurrent changes with the same tag on two instances exactly one succeeds', async (t) => {
  for (let round = 0; round < 5; round++) {
    const { path, etag } = await save(host);
    const names = Array.from({ length: 8 }, (_, i) => `Editor ${i}`);
    const responses = await Promise.all(
      names.map((name, i) => (i % 2 === 0 ? host : sameHost).patch(path, { name }, { 'if-match': etag })),
    );
    const won = responses.filter(({ status }) => status === 200);
    t.strictSame(responses.map(({ status }) => status).sort(), [200, ...Array(7).fill(412)]);
    t.equal((await host.get(path)).json.name, won[0]?.json.name);
  }
});

t.test('concurrent overwrites all take effect: none undoes another', async (t) => {
  const { path } = await save(host);
  const changes = [
    { name: 'Both' },
    { resolution: '720p' },
    { page_url: '' },
    { stream_key: 'twelve-chars-wxyz' },
  ];
  const responses = await Promise.all(
    changes.map((each, i) => (i % 2 === 0 ? host : sameHost).patch(path, each, { 'if-match': '*' })),
  );
  t.strictSame(
    responses.map(({ status }) => status),
    [200, 200, 200, 200],
  );
  t.match((await host.get(path)).json, {
    name: 'Both',
    resolution: '720p',
    page_url: '',
    stream_key_hint: 'wxyz',
  });
});
