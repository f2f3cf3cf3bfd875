import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { instanceEnvironment, type RunningApp, type Test } from './app.ts';
import { Client } from './client.ts';
import { freePort } from './free-port.ts';

/** Another instance of the app in a process of its own, which can be killed. */
export interface ChildApp {
  client: Client;
  /** SIGKILL: no time for anything. */
  kill(): Promise<void>;
}

/** Starts one beside `uplink`, on the same database and Zoom, for a browser that is signed in there. */
export async function startChildApp(t: Test, uplink: RunningApp, signedIn: Client): Promise<ChildApp> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/server.ts'], {
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

/** Resolves when it says so; everything else that it logs is read and dropped, so that it never blocks. */
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
