import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { seededUsers, startSimulator } from '../../tools/zoom-simulator/simulator.ts';
import { CLIENT } from '../helpers/app.ts';
import { Client } from '../helpers/client.ts';
import { createEmptyDatabase } from '../helpers/database.ts';
import { onServer } from '../helpers/database-template.ts';
import { eventually } from '../helpers/eventually.ts';
import { freePort } from '../helpers/free-port.ts';
import { buildImage } from '../helpers/image.ts';
import { blocksOf } from './blocks.ts';
import { writeShellPrograms } from './shell-programs.ts';

const run = promisify(execFile);
const blocks = blocksOf('docs/self-hosting.md').filter(({ heading }) => /^\d\. /.test(heading));

/** The blocks of a step, such as "4. Write the settings". */
function step(number: number): string[] {
  const found = blocks.filter(({ heading }) => heading.startsWith(`${number}. `));
  if (found.length === 0) throw new Error(`step ${number} has no commands`);
  return found.map(({ text }) => text);
}

const [clone, { url: administratorUrl }, port] = await Promise.all([
  buildImage(t),
  createEmptyDatabase(t),
  freePort(),
]);
const programs = join(t.testdir(), 'programs');
await writeShellPrograms(programs);

// The server is shared with other tests, so role and database have names of their own.
const name = `uplink_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
t.teardown(async () => {
  await onServer(administratorUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
  await onServer(administratorUrl, (client) => client.query(`drop role if exists ${name}`));
});
const server = new URL(administratorUrl);
const publicUrl = `http://127.0.0.1:${port}`;
const simulator = await startSimulator({
  ...CLIENT,
  redirectUris: [`${publicUrl}/oauth/callback`],
  webhookUrl: `${publicUrl}/webhooks/zoom`,
});
t.teardown(simulator.close);

/** The names and values that an operator replaces by their own. */
function withOwnValues(text: string): string {
  return text
    .replaceAll('role uplink', `role ${name}`)
    .replaceAll('database uplink owner uplink', `database ${name} owner ${name}`)
    .replaceAll(
      'uplink:choose-a-password@localhost:5432/uplink',
      `${name}:choose-a-password@${server.host}/${name}`,
    )
    .replace('https://uplink.example.com', publicUrl)
    .replace('the-client-id', CLIENT.clientId)
    .replace('the-client-secret', CLIENT.clientSecret)
    .replace('the-secret-token', CLIENT.webhookSecretToken)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`);
}

// A shell without any variable of Uplink, in the folder of the clone.
const env = {
  PATH: `${programs}:${process.env.PATH}`,
  HOME: clone,
  ADMINISTRATOR_URL: administratorUrl,
  PG_MODULE: import.meta.resolve('pg'),
};

async function shell(text: string): Promise<string> {
  const { stdout } = await run('sh', ['-ec', withOwnValues(text)], { cwd: clone, env });
  return stdout;
}

/** The status of each check of the doctor, as the block of this step runs it. */
async function doctor(block: string): Promise<Record<string, string>> {
  const command = withOwnValues(block).trimEnd();
  const { stdout } = await run('sh', ['-c', `${command} || true`], { cwd: clone, env });
  const lines = stdout.trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/ +/, 2).reverse()));
}

t.test('an operator who follows the steps gets a running app that the doctor approves', async (t) => {
  const [build = '', version = ''] = step(1);
  t.match(build, /^npm ci --include=dev && npm run build$/m);
  t.match(await shell(version), /^uplink \d+\.\d+\.\d+$/m);

  for (const block of step(2)) await shell(block);

  const [settings = '', doctorCommand = ''] = step(4);
  await shell(settings);
  const file = join(clone, 'uplink.env');
  const others = {
    METRICS_PORT: 0,
    PORT: port,
    ZOOM_OAUTH_URL: simulator.url,
    ZOOM_API_URL: simulator.apiUrl,
  };
  const lines = Object.entries(others).map(([variable, value]) => `${variable}=${value}\n`);
  await writeFile(file, (await readFile(file, 'utf8')) + lines.join(''));
  t.match(await doctor(doctorCommand), {
    configuration: 'ok',
    database: 'ok',
    zoom_credentials: 'ok',
    migrations: 'failed',
    public_url: 'failed',
  });

  const [migrate = ''] = step(5);
  t.match(await shell(migrate), /^applied /m);
  t.match(await doctor(doctorCommand), { migrations: 'ok', public_url: 'failed' });

  const [start = '', ready = ''] = step(6);
  const app = spawn('sh', ['-c', `exec ${withOwnValues(start)}`], { cwd: clone, env, stdio: 'ignore' });
  t.teardown(() => app.kill('SIGKILL'));
  const isReady = () =>
    shell(ready).then(
      (output) => output === '{"status":"ok"}',
      () => false,
    );
  t.ok(await eventually(isReady, { withinMs: 30_000, everyMs: 200 }), 'ready');
  t.match(await doctor(doctorCommand), { public_url: 'ok', event_url: 'ok', secret_token: 'ok' });

  const [last = ''] = step(8);
  t.ok((await simulator.validateWebhookUrl()).valid);
  await new Client(publicUrl, simulator).signIn(seededUsers.events.id);
  const [meeting] = simulator.state.meetings.values();
  simulator.editMeeting(meeting?.id ?? '', { topic: 'Another topic' });
  await simulator.eventsDelivered();
  const isHealthy = () =>
    run('sh', ['-c', withOwnValues(last)], { cwd: clone, env }).then(
      ({ stdout }) => stdout.split('\n').every((line) => line === '' || line.startsWith('ok ')),
      () => false,
    );
  t.ok(await eventually(isHealthy, { withinMs: 60_000, everyMs: 500 }), 'every check is ok');
});
