import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { instanceEnvironment, startApp, type Test } from '../helpers/app.ts';
import { freePort } from '../helpers/free-port.ts';
import { buildImage } from '../helpers/image.ts';
import { startListener } from '../helpers/listener.ts';
import { startProcess } from '../helpers/process.ts';
import { waitUntil } from '../helpers/zoom-host.ts';

const run = promisify(execFile);
const [uplink, directory] = await Promise.all([startApp(t, { startsJobs: false }), buildImage(t)]);
const dist = join(directory, 'dist');
const cache = join(dist, 'code-cache');
// With no options in the environment, because V8 accepts a cache only with the same options.
const real = await startListener(t);
await run(process.execPath, [join(dist, 'code-cache.js')], {
  env: {
    DATABASE_DIRECT_URL: real.url.replace('http:', 'postgresql:'),
    OTEL_EXPORTER_OTLP_ENDPOINT: real.url,
    ZOOM_CLIENT_ID_FILE: '/does-not-exist',
  },
});

t.test('the build uses no variable of its environment', async (t) => {
  t.equal(real.connections(), 0);
});

/** Starts the server of the build. Returns its log when it is ready. */
async function start(t: Test): Promise<{ log: string; status: number }> {
  const port = await freePort();
  const env = instanceEnvironment(uplink, port);
  const { child, stdout, stderr } = await startProcess(t, env, join(dist, 'server.js'));
  await waitUntil(() => {
    if (child.exitCode !== null) throw new Error(stderr());
    return stdout().includes('"msg":"ready"');
  });
  const { status } = await fetch(`http://127.0.0.1:${port}/api/me`);
  return { log: stdout(), status };
}

t.test('V8 accepts the code cache of the build', async (t) => {
  const script = `
    import { load, loaded } from ${JSON.stringify(join(dist, 'load.js'))};
    load(${JSON.stringify(join(dist, 'cli.cjs'))});
    const isRejected = [...loaded].map(([path, { script }]) => [path, script.cachedDataRejected]);
    process.stderr.write('CACHES' + JSON.stringify(isRejected) + '\\n');`;
  const args = ['--input-type=module', '--eval', script];
  const { stderr } = await run(process.execPath, args, { env: {} }).catch((error) => error);
  const isRejected: [string, boolean | undefined][] = JSON.parse(/^CACHES(.*)$/m.exec(stderr)?.[1] ?? '');
  t.same(
    isRejected.filter(([, rejected]) => rejected),
    [],
  );
  t.ok(isRejected.filter(([, rejected]) => rejected === false).length > 3, 'shared with the server');
  t.ok((await readdir(cache)).some((name) => name.startsWith('server.cjs-')));
});

t.test('the server starts with the code cache', async (t) => {
  t.match(await start(t), { status: 401, log: '"msg":"starting"' });
});

t.test('a file that was edited is compiled again, even if its length is the same', async (t) => {
  const path = join(dist, 'server.cjs');
  const source = await readFile(path, 'utf8');
  t.teardown(() => writeFile(path, source));
  await writeFile(path, source.replaceAll('"starting"', '"STARTING"'));
  t.match(await start(t), { status: 401, log: '"msg":"STARTING"' });
});

t.test('without a valid code cache, the server starts as well', async (t) => {
  for (const name of await readdir(cache)) await writeFile(join(cache, name), 'not a cache');
  t.match(await start(t), { status: 401 });
});
