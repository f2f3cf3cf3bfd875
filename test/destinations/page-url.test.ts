import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, HOST } from '../helpers/zoom-host.ts';
import { save } from './saved.ts';

const uplink = await startApp(t);
const host = await uplink.signIn(HOST);
const PAGE = 'https://bücher.example/größe?q=é';
const ENCODED = 'https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe?q=%C3%A9';

t.test('a non-ASCII watch page is sent to Zoom encoded and returned so', async (t) => {
  const { path, atZoom } = addHosted(uplink.simulator, 'meetings');
  await host.get(path);
  const changed = await host.patch(path, { page_url: PAGE }, { 'if-match': '*' });
  t.match(changed, { status: 200, json: { page_url: ENCODED } });
  t.match(atZoom(), { page_url: ENCODED });
});

t.test('a destination stores the encoded watch page', async (t) => {
  const { path, json } = await save(host, { page_url: PAGE });
  t.equal(json.page_url, ENCODED);
  const changed = await host.patch(path, { page_url: 'https://example.org/ü' }, { 'if-match': '*' });
  t.equal(changed.json.page_url, 'https://example.org/%C3%BC');
});

t.test('changing only the name keeps the key and a URL that ends like a key', async (t) => {
  const stream_key = 'the-real-key-0123456789';
  const saved = await save(host, {
    name: 'nico',
    stream_url: 'rtmp://origin.example.com/live/input',
    stream_key,
  });
  const changed = await host.patch(saved.path, { name: 'niconico' }, { 'if-match': saved.etag });
  t.match(changed, {
    status: 200,
    json: {
      name: 'niconico',
      stream_url: 'rtmp://origin.example.com/live/input',
      stream_key_fingerprint: saved.json.stream_key_fingerprint,
    },
  });
});
