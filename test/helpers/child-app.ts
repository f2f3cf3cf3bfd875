import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { instanceEnvironment, type RunningApp, type Test } from './app.ts';
import { Client } from './client.ts';
import { freePort } from './free-port.ts';
import { typescriptOptions } from './typescript.ts';

/** Another instance of the app, in its own process, which a test can kill. */
export interface ChildApp {
  client: Client;
  /** Sends SIGKILL, so the process cannot clean up. */
  kill(): Promise<void>;
}

/**
 * Starts an instance with the same database and Zoom as `uplink`. Its client has the cookies of
 * `signedIn`.
 */
export async function startChildApp(t: Test, uplink: RunningApp, signedIn: Client): Promise<ChildApp> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [...typescriptOptions(), 'src/server.ts'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ...instanceEnvironment(uplink, port) },
  });
  const exit = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exit;
  };
  t.teardown(kill);
  await ready(child);
  const client = new Client(url, uplink.simulator);
  for (const [name, value] of signedIn.cookies) client.cookies.set(name, value);
  return { client, kill };
}

/**
 * Resolves when the process logs "ready". Drains all other output so the process never blocks on a
 * full pipe.
 */
function ready({ stdout }: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    stdout?.on('data', (chunk) => {
      output = (output + chunk).slice(-10_000);
      if (output.includes('"msg":"ready"')) resolve();
    });
    stdout?.on('end', () => reject(new Error('the child process ended before it was ready')));
  });
}
