import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'tap';
import { instanceEnvironment, startApp } from '../helpers/app.ts';
import { createEmptyDatabase } from '../helpers/database.ts';
import { freePort } from '../helpers/free-port.ts';
import { buildImage } from '../helpers/image.ts';
import { startProcess } from '../helpers/process.ts';
import { rawRequest, sendRaw } from '../helpers/raw-http.ts';
import { hasSecurityHeaders } from '../helpers/security-headers.ts';
import { startTraceReceiver } from '../helpers/trace-receiver.ts';
import { startUplinkProcess } from '../helpers/uplink-process.ts';
import { addHosted, HOST, waitUntil } from '../helpers/zoom-host.ts';

const run = promisify(execFile);
test('the CLI of the image migrates a database', async (t) => {
  const [{ url }, directory] = await Promise.all([createEmptyDatabase(t), buildImage(t)]);
  const { stdout } = await run(process.execPath, [join(directory, 'dist/cli.js'), 'migrate'], {
    cwd: directory,
    env: { PATH: process.env.PATH, DATABASE_URL: url },
  });
  t.match(stdout, /^applied \d+_init$/m);
});

test('the image sends traces, with no other package', async (t) => {
  const [uplink, directory, receiver] = await Promise.all([
    startApp(t, { startsJobs: false }),
    buildImage(t),
    startTraceReceiver(t),
  ]);
  const port = await freePort();
  const env = { ...instanceEnvironment(uplink, port), OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const { child, exit, stdout } = await startProcess(t, env, join(directory, 'dist/server.js'));
  await waitUntil(() => child.exitCode !== null || stdout().includes('"msg":"ready"'));
  await fetch(`http://127.0.0.1:${port}/api/me`);
  child.kill('SIGTERM');
  t.equal(await exit, 0);
  t.ok(receiver.spans().some(({ name }) => name === 'GET /api/me'));
});

test('the server of the image behaves like its sources', async (t) => {
  const [uplink, directory] = await Promise.all([startApp(t), buildImage(t)]);
  const entry = join(directory, 'dist/server.js');
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(uplink.simulator);
  const { client } = await startUplinkProcess(t, uplink, host, entry);

  t.match(await client.get(path), { status: 200, json: { configured: true } });

  // Only the throwing of the decoder is used, which a bundler may remove as dead code.
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
