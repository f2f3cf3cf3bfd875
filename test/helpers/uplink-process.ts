import { instanceEnvironment, type RunningApp, type Test } from './app.ts';
import { Client } from './client.ts';
import { freePort } from './free-port.ts';
import { type RunningProcess, startProcess } from './process.ts';
import { waitUntil } from './zoom-host.ts';

/**
 * Another instance in a process of its own, that can be sent signals; its client is signed in as `signedIn` is.
 *
 * @param entry the file that is run, if it is not the server's sources
 */
export async function startUplinkProcess(
  t: Test,
  uplink: RunningApp,
  signedIn: Client,
  entry?: string,
): Promise<RunningProcess & { client: Client }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await startProcess(t, instanceEnvironment(uplink, port), entry);
  await waitUntil(() => {
    if (running.child.exitCode !== null) throw new Error(`it did not start: ${running.stderr()}`);
    return running.stdout().includes('"msg":"ready"');
  });
  const client = new Client(url, uplink.simulator);
  for (const [name, value] of signedIn.cookies) client.cookies.set(name, value);
  return { ...running, client };
}
