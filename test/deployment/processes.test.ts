import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'tap';
import { request } from 'undici';
import { createEmptyDatabase } from '../helpers/database.ts';
import { eventually } from '../helpers/eventually.ts';
import { freePort } from '../helpers/free-port.ts';
import { buildImage } from '../helpers/image.ts';
import { type Description, descriptions } from './descriptions.ts';

const run = promisify(execFile);
const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
const imageCommand: string[] = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]');
const healthCheck: string[] = JSON.parse(/^HEALTHCHECK .* CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]');

/** What the operator sets for Compose. */
const FROM_OPERATOR: Record<string, string> = {
  PUBLIC_URL: 'https://uplink.example.com',
  ZOOM_CLIENT_ID: 'client',
  OPERATOR_NAME: 'Example Inc.',
};

/** The environment of the description, with its secrets in this folder. */
async function environmentOf(
  { env, secretsFolder }: Pick<Description, 'env' | 'secretsFolder'>,
  folder: string,
  databaseUrl: string,
) {
  await mkdir(folder, { recursive: true });
  const secrets: Record<string, string> = {
    DATABASE_URL: databaseUrl,
    ZOOM_CLIENT_SECRET: 'secret-of-the-client',
    ZOOM_WEBHOOK_SECRET_TOKEN: 'token-of-the-webhook',
    ENCRYPTION_KEYS: `k1:${keyFrom(1)}`,
    SESSION_SECRET: keyFrom(101),
  };
  const settled: Record<string, string> = { PATH: process.env.PATH ?? '' };
  for (const [name, value] of Object.entries(env)) {
    if (name.endsWith('_FILE')) {
      const path = join(folder, value.replace(secretsFolder, ''));
      await writeFile(path, `${secrets[name.slice(0, -'_FILE'.length)]}\n`);
      settled[name] = path;
    } else settled[name] = value.startsWith('${') ? (FROM_OPERATOR[name] ?? '') : value;
  }
  return settled;
}

function keyFrom(byte: number): string {
  return Buffer.from(Array.from({ length: 32 }, (_none, i) => byte + i)).toString('base64');
}

/** The arguments of a command that runs Node. */
function argumentsOf(command: readonly string[]): string[] {
  const [program = '', ...args] = command;
  if (!/^(\/usr\/bin\/)?node$/.test(program)) throw new Error(`not a command of Node: ${command.join(' ')}`);
  return args;
}

test('the processes of each deployment file start, become healthy and stop', async (t) => {
  const directory = await buildImage(t);
  for (const description of descriptions) {
    const { url } = await createEmptyDatabase(t);
    const folder = join(t.testdirName, description.name);
    const env = await environmentOf(description, folder, url);
    const { migrateEnv = description.env } = description;
    const envOfMigration = await environmentOf({ ...description, env: migrateEnv }, folder, url);
    const port = await freePort();
    const withPorts = { ...env, PORT: String(port), METRICS_PORT: '0' };

    await run(process.execPath, argumentsOf(description.migrate), { cwd: directory, env: envOfMigration });
    const server = spawn(process.execPath, argumentsOf(description.serve ?? imageCommand), {
      cwd: directory,
      env: withPorts,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    t.teardown(() => server.kill('SIGKILL'));
    const isReady = async () => {
      const response = await request(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      await response?.body.dump();
      return response?.statusCode === 200;
    };
    t.ok(await eventually(isReady, { withinMs: 30_000 }), `${description.name} is ready`);
    await run(process.execPath, argumentsOf(healthCheck), { env: withPorts });

    server.kill('SIGTERM');
    const [code] = await once(server, 'exit');
    t.equal(code, 0, `${description.name} stops`);
    await t.rejects(
      run(process.execPath, argumentsOf(healthCheck), { env: withPorts }),
      'unhealthy without a server',
    );
  }
});
