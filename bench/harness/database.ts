import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Bench } from './bench.ts';
import { inheritedEnvironment, project } from './server-process.ts';

/** Creates an empty database and returns its URL. */
export async function createDatabase({ postgresUrl }: Bench, name: string): Promise<string> {
  await onDatabase(postgresUrl, (client) => client.query(`create database "${name}"`));
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Creates a database and migrates it with the command for operators. */
export async function createUplinkDatabase(bench: Bench, name: string): Promise<string> {
  const url = await createDatabase(bench, name);
  await promisify(execFile)(process.execPath, ['dist/cli.js', 'migrate'], {
    cwd: project,
    env: { ...inheritedEnvironment(), NODE_ENV: 'production', DATABASE_URL: url },
  });
  return url;
}

/** Runs `work` on a new connection and closes it. */
export async function onDatabase<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
