import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';
import { build } from 'vite';
import { startApp } from '../helpers/app.ts';
import { rawRequest, sendRaw } from '../helpers/raw-http.ts';
import { hasSecurityHeaders } from '../helpers/security-headers.ts';
import { startUplinkProcess } from '../helpers/uplink-process.ts';
import { addHosted, HOST } from '../helpers/zoom-host.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Inside the project, so that what the bundle imports is found in its node_modules. */
async function buildServer(t: Test): Promise<string> {
  const outDir = await mkdtemp(join(root, 'node_modules/.uplink-bundle-'));
  t.teardown(() => rm(outDir, { recursive: true, force: true }));
  await build({
    root,
    configFile: join(root, 'vite.server.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
  return join(outDir, 'server.js');
}

test('the bundled server behaves as its sources do', async (t) => {
  const [uplink, entry] = await Promise.all([startApp(t), buildServer(t)]);
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(uplink.simulator);
  const { client } = await startUplinkProcess(t, uplink, host, entry);

  t.match(await client.get(path), { status: 200, json: { configured: true } });

  // Decoding throws, and nothing but that is used: what a bundler takes for dead code.
  const undecodable = rawRequest([
    'GET /%zz HTTP/1.1',
    `Host: ${new URL(client.url).host}`,
    'Connection: close',
  ]);
  const response = await sendRaw(client.url, undecodable);
  t.equal(response.status, 404);
  t.match(response.headers['content-type'], /^application\/problem\+json/);
  hasSecurityHeaders(t, response.headers);
});
