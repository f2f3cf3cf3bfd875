/**
 * `npm run bench:profile -- read`, `-- update` or `-- webhook`: where the CPU time of one request goes,
 * and which statements it sends. The server runs from source, so that the profile names its files.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../dev/postgres/embedded-postgres.ts';
import { freePort } from '../test/helpers/free-port.ts';
import { type Bench, withBench } from './harness/bench.ts';
import { openCountedZoom } from './harness/counted-zoom.ts';
import { createUplinkDatabase, onDatabase } from './harness/database.ts';
import { signedEvents } from './harness/events.ts';
import { type Host, newHosts } from './harness/installations.ts';
import type { LoadJob, LoadResult } from './harness/load.ts';
import { inheritedEnvironment, project } from './harness/server-process.ts';
import { newEncryptionKeys, uplinkInstance } from './harness/uplink.ts';
import { startWorker } from './harness/worker.ts';

const USERS = 50;
const REQUESTS = { warmUp: 1_000, measured: 3_000 };
const CONNECTIONS = 6;
const WEBHOOK_CONNECTIONS = 32;
/** `dispatch` is the profiler itself. */
const IGNORED = new Set(['(idle)', 'dispatch']);

interface Recording {
  cpuMicros: number;
  profile: Profiler.Profile;
  statements: [text: string, count: number][];
}

const [action = 'read', saveAs] = process.argv.slice(2);
const directory = await mkdtemp(join(tmpdir(), 'uplink-profile-'));
const { url: postgresUrl, stop } = await startEmbeddedPostgres({ directory });
try {
  const options = { rounds: 1, maxInstallations: 0, loadSeconds: 1, postgresUrl, peerDirectory: undefined };
  const interrupted = new Promise<never>((_, reject) =>
    process.once('SIGINT', () => reject(new Error('Stopped.'))),
  );
  const recording = await withBench({ ...options, interrupted }, (bench) => record(bench, action));
  if (saveAs !== undefined) await writeFile(saveAs, JSON.stringify(recording.profile));
  process.stdout.write(report(recording, REQUESTS.measured));
} finally {
  await stop();
  await rm(directory, { recursive: true, force: true });
}

/** Each request is of another user or meeting than those before it, or another event. */
async function record(bench: Bench, action: string): Promise<Recording> {
  const zoom = await openCountedZoom(bench, { refreshMs: 0 });
  const meetingsEach = 4;
  const hosts = await zoom.addHosts(USERS, meetingsEach);
  const databaseUrl = await createUplinkDatabase(bench, 'profile');
  const encryptionKeys = newEncryptionKeys();
  const port = await freePort();
  const { env } = uplinkInstance(port, {
    databaseUrl,
    encryptionKeys,
    env: {
      LIVESTREAM_FRESH_SECONDS: '0',
      ZOOM_LIGHT_PER_SECOND: '1000000000',
      ZOOM_OAUTH_URL: zoom.oauthUrl,
      ZOOM_API_URL: zoom.apiUrl,
    },
  });
  const child = await startServer(bench, port, env);
  const cookies = await newHosts({ databaseUrl, encryptionKeys, hosts, expiresIn: 3_600 });
  const load = startWorker<LoadJob, LoadResult>(bench, new URL('./harness/load.ts', import.meta.url));
  const run = async (count: number) => {
    const requests =
      action === 'webhook'
        ? signedEvents(hosts, count).map((event) => ({
            method: 'POST' as const,
            path: '/webhooks/zoom',
            ...event,
          }))
        : requestsOf(hosts, cookies, action === 'update');
    const connections = action === 'webhook' ? WEBHOOK_CONNECTIONS : CONNECTIONS;
    await load({ port, connections, requests, order: 'cycle', until: { requests: count } });
    if (action === 'webhook') await allProcessed(databaseUrl);
  };
  await run(REQUESTS.warmUp);
  await sendCommand(child, 'start');
  await run(REQUESTS.measured);
  return sendCommand(child, 'stop');
}

async function allProcessed(databaseUrl: string): Promise<void> {
  await onDatabase(databaseUrl, async (client) => {
    while ((await client.query('select from webhook_event where done_at is null limit 1')).rowCount)
      await new Promise((resolve) => setTimeout(resolve, 50));
  });
}

function requestsOf(hosts: Host[], cookies: string[], isUpdate: boolean): LoadJob['requests'] {
  const bodies = ['one', 'other'].map((key) =>
    JSON.stringify({
      stream_url: 'rtmp://ingest.bench.example/live',
      stream_key: `not-a-real-key-${key}`,
      page_url: 'https://www.bench.example/watch',
    }),
  );
  return bodies.flatMap((body) =>
    hosts.flatMap(({ meetings }, index) =>
      meetings.map((meeting) => ({
        path: `/api/meetings/${meeting}/livestream`,
        headers: { cookie: cookies[index] ?? '', 'if-match': '*', 'sec-fetch-site': 'same-origin' },
        ...(isUpdate ? { method: 'PATCH' as const, body } : {}),
      })),
    ),
  );
}

async function startServer(bench: Bench, port: number, env: Record<string, string>): Promise<ChildProcess> {
  const preload = new URL('./harness/profiler.js', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', preload, 'src/server.ts'], {
    cwd: project,
    env: { ...inheritedEnvironment(), NODE_ENV: 'production', PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  bench.defer(async () => {
    if (child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  });
  for (;;) {
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return child;
    if (child.exitCode !== null) throw new Error('The server did not start.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function sendCommand(child: ChildProcess, message: 'start' | 'stop'): Promise<Recording> {
  const responded = once(child, 'message');
  child.send(message);
  const [response] = (await responded) as [Recording];
  return response;
}

/** Self time by folder of the project or package, then by function, then the statements. */
function report({ cpuMicros, profile, statements }: Recording, requests: number): string {
  const { nodes, samples = [], timeDeltas = [] } = profile;
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byOrigin = new Map<string, number>();
  const byFunction = new Map<string, number>();
  samples.forEach((id, index) => {
    const frame = frames.get(id);
    if (frame === undefined || IGNORED.has(frame.functionName)) return;
    const micros = timeDeltas[index] ?? 0;
    const origin = originOf(frame.url, frame.functionName);
    const name = `${frame.functionName || '(anonymous)'} ${origin}:${frame.lineNumber + 1}`;
    byOrigin.set(origin, (byOrigin.get(origin) ?? 0) + micros);
    byFunction.set(name, (byFunction.get(name) ?? 0) + micros);
  });
  const rows = (entries: Map<string, number>, max: number) =>
    [...entries]
      .sort(([, one], [, other]) => other - one)
      .slice(0, max)
      .map(([name, micros]) => `${(micros / requests).toFixed(1).padStart(8)} µs  ${name}`);
  return [
    `${Math.round(cpuMicros / requests)} µs of CPU per request, by origin:`,
    ...rows(byOrigin, 40),
    '',
    'by function:',
    ...rows(byFunction, 45),
    '',
    'statements per request:',
    ...statements
      .filter(([, count]) => count > requests / 100)
      .map(
        ([text, count]) =>
          `${(count / requests).toFixed(2).padStart(8)}    ${String(text).replace(/\s+/g, ' ').trim().slice(0, 150)}`,
      ),
    '',
  ].join('\n');
}

function originOf(url: string, functionName: string): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'V8';
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  const [, packagePath] = url.split(/.*\/node_modules\//);
  if (packagePath !== undefined)
    return packagePath
      .split('/')
      .slice(0, packagePath.startsWith('@') ? 2 : 1)
      .join('/');
  return url.replace(new URL('../', import.meta.url).href, '');
}
