import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { test } from 'tap';
import { request } from 'undici';
import { startApp } from '../helpers/app.ts';

const fixture = fileURLToPath(new URL('./ui', import.meta.url));
const SCRIPT = 'assets/main-0a1b2c.js';

test('precompressed files are sent in an encoding that the browser accepts', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'uplink-compressed-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  await cp(fixture, directory, { recursive: true });
  const script = await readFile(join(directory, SCRIPT));
  await writeFile(join(directory, `${SCRIPT}.br`), brotliCompressSync(script));
  await writeFile(join(directory, `${SCRIPT}.gz`), gzipSync(script));
  const { url } = await startApp(t, { uiDirectory: directory });

  async function get(path: string, encodings: string) {
    const { statusCode, headers, body } = await request(`${url}/${path}`, {
      headers: { 'accept-encoding': encodings },
    });
    return { status: statusCode, headers, body: Buffer.from(await body.arrayBuffer()) };
  }

  const brotli = await get(SCRIPT, 'gzip, deflate, br');
  t.match(brotli, { status: 200, headers: { 'content-encoding': 'br', 'content-type': /javascript/ } });
  t.same(brotliDecompressSync(brotli.body), script);
  const gzip = await get(SCRIPT, 'gzip');
  t.equal(gzip.headers['content-encoding'], 'gzip');
  t.same(gunzipSync(gzip.body), script);
  const plain = await get(SCRIPT, 'identity');
  t.equal(plain.headers['content-encoding'], undefined);
  t.same(plain.body, script);
  for (const { headers } of [brotli, gzip, plain]) {
    t.match(headers, { 'cache-control': /immutable/, 'x-content-type-options': 'nosniff' });
    t.match(headers.vary, /accept-encoding/i, 'a cache in between keeps them apart');
  }
  const bare = await get('uplink.css', 'br');
  t.match(
    [bare.status, bare.headers['content-encoding']],
    [200, undefined],
    'a file without a compressed form is sent uncompressed',
  );
});
