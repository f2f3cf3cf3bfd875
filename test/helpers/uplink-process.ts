import { instanceEnvironment, type RunningApp, type Test } from './app.ts';
import { Client } from './client.ts';
import { freePort } from './free-port.ts';
import { type RunningProcess, startProcess } from './process.ts';
import { waitUntil } from './zoom-host.ts';

/**
 * Starts another instance in its own process, which can receive signals. Its client has the cookies
 * of `signedIn`.
 *
 * @param entry the file to run. @default the server's source
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
    if (running.child.exitCode !== null) throw new Error(`the instance did not start: ${running.stderr()}`);
    return running.stdout().includes('"msg":"ready"');
  });
  const client = new Client(url, uplink.simulator);
  for (const [name, value] of signedIn.cookies) client.cookies.set(name, value);
  return { ...running, client };
}
