import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  request,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { examined } from './examined.ts';
import { startHealthy } from './healthy.ts';

const { app, env } = await startHealthy(t);
const certificates = new URL('../../database/certificates/', import.meta.url);

async function listen(
  t: Test,
  listener: RequestListener,
  tls?: { cert: Buffer; key: Buffer },
): Promise<string> {
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Passes a request to the app, as a proxy does. */
function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = 'GET', url = '/', headers } = incoming;
  const forwarded = request(new URL(url, app.url), { method, headers }, (response) => {
    outgoing.writeHead(response.statusCode ?? 500, response.headers);
    response.pipe(outgoing);
  });
  incoming.pipe(forwarded);
}

/** Zoom knows this redirect URL too, so that only PUBLIC_URL itself is wrong. */
function at(publicUrl: string): Record<string, string> {
  app.simulator.configure({ redirectUris: [`${publicUrl}/oauth/callback`] });
  return { ...env, PUBLIC_URL: publicUrl };
}

const skipped = {
  event_url: 'skipped: Needs the check public_url, which failed.',
  secret_token: 'skipped: Needs the check event_url, which was skipped.',
};

async function finds(t: Test, publicUrl: string, message: RegExp): Promise<void> {
  const { public_url: found, ...others } = await examined(at(publicUrl));
  t.match(found, message);
  t.same(others, skipped);
}

t.test('an app that is not running, or not reachable, fails', async (t) => {
  await finds(t, 'http://127.0.0.1:1', /nothing is listening there\. Fix: Start the app \(npm start\)/);
  await finds(
    t,
    'https://uplink.invalid',
    /^failed: .*the name (?:does not resolve|cannot be resolved)\. Fix: PUBLIC_URL: correct the name, or create the DNS record of uplink\.invalid\./,
  );
  const down = await listen(t, (_request, response) => response.writeHead(502).end());
  await finds(t, down, /responds with status 502, not with Uplink\. Fix: Start the app/);
});

t.test('another server fails', async (t) => {
  const other = await listen(t, (_request, response) => response.writeHead(404).end());
  await finds(
    t,
    other,
    /responds with status 404, not with Uplink\. Fix: PUBLIC_URL: use the address of this app/,
  );
  const everything = await listen(t, (_request, response) => response.end('{"status":"ok"}'));
  await finds(t, everything, /responds, but not as this version of Uplink/);
  const redirecting = await listen(t, (_request, response) =>
    response.writeHead(301, { location: `${app.url}/secret-path` }).end(),
  );
  await finds(
    t,
    redirecting,
    new RegExp(`redirects to ${app.url}\\. Fix: PUBLIC_URL: use the address that browsers`),
  );
});

t.test('an untrusted certificate fails', async (t) => {
  const [cert, key] = await Promise.all(
    ['server.pem', 'server.key'].map((name) => readFile(new URL(name, certificates))),
  );
  if (cert === undefined || key === undefined) throw new Error('no certificate');
  const url = await listen(t, pass, { cert, key });
  await finds(t, url, /its certificate is .*\. Fix: Renew or replace the certificate at the proxy/);
});

t.test('another Uplink fails', async (t) => {
  const another = { ...at(app.url), SESSION_SECRET: randomBytes(32).toString('base64') };
  const { public_url: found, ...others } = await examined(another);
  t.match(found, /^failed: .* reaches another Uplink, or one that was started with another SESSION_SECRET\./);
  t.same(others, skipped);
});

t.test('an app behind a proxy is found', async (t) => {
  t.same(await examined(at(await listen(t, pass))), {});
});

t.test('a proxy that blocks events fails', async (t) => {
  const blocking = await listen(t, (incoming, outgoing) =>
    incoming.url === '/webhooks/zoom' ? outgoing.writeHead(403).end() : pass(incoming, outgoing),
  );
  t.match(await examined(at(blocking)), {
    event_url: /\/webhooks\/zoom responds with status 403 to an event\. Fix: Let the proxy/,
    secret_token: 'skipped: Needs the check event_url, which failed.',
  });
});

t.test('an app with another Secret Token fails', async (t) => {
  const found = await examined({ ...at(app.url), ZOOM_WEBHOOK_SECRET_TOKEN: 'another-secret-token' });
  t.same(found, {
    secret_token:
      'failed: The app rejects events that are signed with ZOOM_WEBHOOK_SECRET_TOKEN: it was started with another one. Fix: ZOOM_WEBHOOK_SECRET_TOKEN: copy the Secret Token from the Access page of the app in the Marketplace, and restart the app.',
  });
});

t.test('/livez proves the deployment only for a well-formed challenge', async (t) => {
  const client = app.client();
  for (const challenge of ['short', 'x'.repeat(65), 'not allowed characters!']) {
    const response = await client.get('/livez', { 'uplink-challenge': challenge });
    t.equal(response.status, 200);
    t.notOk('uplink-proof' in response.headers);
  }
  t.notOk('uplink-proof' in (await client.get('/livez')).headers);
});
