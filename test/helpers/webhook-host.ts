import { startApp, type Test } from './app.ts';
import { enableWebhooks } from './webhooks.ts';
import { HOST } from './zoom-host.ts';

/** Starts the app with webhooks, and signs the host in. */
export async function startWithWebhooks(t: Test) {
  const uplink = await startApp(t);
  enableWebhooks(uplink);
  return { uplink, client: await uplink.signIn(HOST) };
}
