import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import t from 'tap';
import { request } from 'undici';
import { chooseEncoding } from '../../src/routes/weighted-list.ts';
import { startApp } from '../helpers/app.ts';
import { hasSecurityHeaders } from '../helpers/security-headers.ts';

const DOCUMENTS = ['/docs', '/openapi.json', '/privacy', '/terms', '/support', '/documentation'];

t.test('documents that are the same for all users', async (t) => {
  const app = await startApp(t);
  const get = async (path: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') => {
    const response = await request(`${app.url}${path}`, { method, headers });
    return { ...response, bytes: Buffer.from(await response.body.arrayBuffer()) };
  };

  for (const path of DOCUMENTS) {
    t.test(`${path} is compressed with the encoding that the client prefers`, async (t) => {
      const plain = await get(path, { 'accept-encoding': 'identity' });
      t.equal(plain.headers['content-encoding'], undefined);
      for (const [accepted, coding] of [
        ['gzip, deflate, br, zstd', 'br'],
        ['gzip', 'gzip'],
        ['br;q=0.5, gzip;q=0.9', 'gzip'],
        ['br;q=0, *', 'gzip'],
      ] as const) {
        const { statusCode, headers, bytes } = await get(path, { 'accept-encoding': accepted });
        t.equal(statusCode, 200);
        t.match(headers, { 'content-encoding': coding, 'content-length': String(bytes.length) });
        t.match(headers.vary, /accept-encoding/);
        const decoded = coding === 'br' ? brotliDecompressSync(bytes) : gunzipSync(bytes);
        t.ok(decoded.equals(plain.bytes), accepted);
        t.ok(bytes.length < plain.bytes.length);
        hasSecurityHeaders(t, headers);
      }
    });

    t.test(`${path} is not sent again to a client that has it`, async (t) => {
      const { headers } = await get(path);
      t.match(headers.etag, /^W\/"[\w-]+"$/);
      t.equal(headers['cache-control'], 'public, max-age=300');
      const etag = String(headers.etag);
      for (const ifNoneMatch of [etag, etag.slice(2), '*', `"other", ${etag}`]) {
        const result = await get(path, { 'if-none-match': ifNoneMatch, 'accept-encoding': 'br' });
        t.match(result, { statusCode: 304, headers: { etag } }, ifNoneMatch);
        t.equal(result.bytes.length, 0);
      }
      t.equal((await get(path, { 'if-none-match': '"other"' })).statusCode, 200);
    });

    t.test(`${path} has the same headers for HEAD`, async (t) => {
      const accepted = { 'accept-encoding': 'br' };
      const [got, head] = [await get(path, accepted), await get(path, accepted, 'HEAD')];
      for (const name of ['content-type', 'content-length', 'etag', 'vary', 'cache-control'])
        t.equal(head.headers[name], got.headers[name], name);
      t.equal(head.bytes.length, 0);
    });
  }

  t.test('a page in another language has another ETag', async (t) => {
    const german = await get('/privacy', { 'accept-language': 'de' });
    const english = await get('/privacy', { 'accept-language': 'en' });
    t.not(german.headers.etag, english.headers.etag);
    t.match(german.headers.vary, /accept-language/);
    const stale = { 'accept-language': 'de', 'if-none-match': String(english.headers.etag) };
    t.match(await get('/privacy', stale), { statusCode: 200, headers: { 'content-language': 'de' } });
  });
});

t.test('pages and documents have a limit of 600 requests per minute and address', async (t) => {
  const app = await startApp(t, { env: { TRUST_PROXY: '1' } });
  const get = async (path: string, from: string, accept = '*/*') => {
    const headers = { 'x-forwarded-for': from, accept };
    const { statusCode, headers: received, body } = await request(`${app.url}${path}`, { headers });
    return { status: statusCode, headers: received, text: await body.text() };
  };
  const paths = [...DOCUMENTS, '/nothing-here'];
  for (let count = 0; count < 600; count += 1) {
    const { status } = await get(paths[count % paths.length] ?? '', '2001:db8::1');
    if (status !== 200 && status !== 404) t.fail(`request ${count} returned ${status}`);
  }
  for (const path of paths) {
    const rejected = await get(path, '2001:db8::ffff');
    t.match(rejected, { status: 429, headers: { 'content-type': /^application\/problem\+json/ } }, path);
    t.match(JSON.parse(rejected.text), { code: 'too_many_requests', retry_after: Number });
    const seconds = Number(rejected.headers['retry-after']);
    t.ok(seconds >= 1 && seconds <= 60, `${seconds}`);
  }
  const page = await get('/privacy', '2001:db8::1', 'text/html');
  t.match(page, { status: 429, headers: { 'content-type': /^text\/html/, 'retry-after': /^\d+$/ } });
  hasSecurityHeaders(t, page.headers);
  t.equal((await get('/docs', '2001:db8:0:1::1')).status, 200, 'another network');
  t.equal((await get('/livez', '2001:db8::1')).status, 200);
  t.equal((await get('/api/me', '2001:db8::1')).status, 401);
});

t.test('the content coding that a client prefers', async (t) => {
  for (const [header, coding] of [
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['br, gzip', 'br'],
    ['gzip, br', 'br'],
    ['gzip;q=1.0, br;q=0.9', 'gzip'],
    ['*', 'br'],
    ['*;q=0', 'identity'],
    ['identity, br;q=0.5', 'identity'],
    ['br;q=odd', 'identity'],
    ['deflate', 'identity'],
  ] as const)
    t.equal(chooseEncoding(header, ['br', 'gzip']), coding, String(header));
});
