import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { createHashes } from '../../src/webhooks/inbox.ts';
import { secretsOf, startApp, type Test } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { startUplinkProcess } from '../helpers/uplink-process.ts';
import { sendBytes, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, HOST, waitUntil } from '../helpers/zoom-host.ts';
import { startAppBehindProxy } from '../helpers/zoom-proxy.ts';

interface Connection {
  socket: Socket;
  received(): string;
  closed: Promise<unknown>;
}

/** Opens a connection and sends these bytes. */
async function open(t: Test, { url }: { url: string }, bytes: string): Promise<Connection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  t.teardown(() => socket.destroy());
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk;
  });
  // A connection whose client has not sent everything is reset.
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  socket.write(bytes);
  return { socket, received: () => received, closed };
}

function get(client: Client, path: string, ...headers: string[]): string {
  const { host } = new URL(client.url);
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Cookie: ${client.cookieHeader()}`,
    ...headers,
    '',
    '',
  ].join('\r\n');
}

t.test('an event stream that is opened during the shutdown ends', async (t) => {
  const uplink = await startAppBehindProxy(t);
  const client = await uplink.signIn(HOST);
  const { path, zoomPath } = addHosted(uplink.simulator);
  const held = uplink.zoom.pauseNext(zoomPath);
  const requests = [get(client, path, 'Cache-Control: no-cache'), get(client, '/api/events')];
  const { received, closed } = await open(t, uplink, requests.join(''));
  await held.received;
  const closing = uplink.app.close();
  await waitUntil(() => !uplink.app.server.listening);
  held.release();
  await Promise.all([closing, closed]);
  t.match(received(), /"meeting_id"/);
  t.match(received(), /text\/event-stream/);
  t.match(received(), /\nretry: \d+\n/, 'the client connects to another instance');
  t.same(uplink.app.shutdown.unfinished(), []);
});

t.test('the response to a request in progress announces that its connection closes', async (t) => {
  const uplink = await startAppBehindProxy(t);
  const client = await uplink.signIn(HOST);
  const { path, zoomPath } = addHosted(uplink.simulator);
  const held = uplink.zoom.pauseNext(zoomPath);
  const { received, closed } = await open(t, uplink, get(client, path, 'Cache-Control: no-cache'));
  await held.received;
  const closing = uplink.app.close();
  await waitUntil(() => !uplink.app.server.listening);
  held.release();
  await Promise.all([closing, closed]);
  t.match(received(), /^HTTP\/1\.1 200 OK\r\n/);
  t.match(received(), /\r\nConnection: close\r\n/);
});

t.test('a client that sends nothing, or a part of a request, does not delay the end', async (t) => {
  const uplink = await startApp(t);
  const head = 'POST /webhooks/zoom HTTP/1.1\r\nHost: a.example\r\n';
  const connections = await Promise.all(
    ['', head, `${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`].map((bytes) =>
      open(t, uplink, bytes),
    ),
  );
  await uplink.app.close();
  await Promise.all(connections.map(({ closed }) => closed));
  t.same(uplink.app.shutdown.unfinished(), []);
});

t.test('a client that has stopped reading its event stream does not delay the end', async (t) => {
  const uplink = await startApp(t);
  const client = await uplink.signIn(HOST);
  await uplink.database.pool.query(
    `insert into user_event (user_id, event, data)
     select $1, 'live', jsonb_build_object('kind', repeat('x', 100000)) from generate_series(1, 400)`,
    [HOST],
  );
  const { socket, received } = await open(t, uplink, get(client, '/api/events', 'Last-Event-ID: 0'));
  await waitUntil(() => received().includes('event: live'));
  socket.pause();
  await uplink.app.close();
  t.same(uplink.app.shutdown.unfinished(), []);
});

t.test('SIGTERM while webhooks arrive: each one that was acknowledged is stored and processed', async (t) => {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const { meeting } = addHosted(uplink.simulator);
  const { child, client, exit } = await startUplinkProcess(t, uplink, host);
  const hashes = createHashes(Buffer.from(secretsOf(uplink).SESSION_SECRET ?? '', 'base64'));
  const acknowledged: string[] = [];
  const statuses = new Set<number>();
  let isRefused = false;
  let sent = 0;

  async function sendUntilRefused(): Promise<void> {
    while (!isRefused) {
      sent += 1;
      const object = { id: meeting.id, uuid: `${sent}`, host_id: HOST, topic: `${sent}` };
      const payload = { account_id: 'account', object };
      const body = JSON.stringify({ event: 'meeting.updated', event_ts: Date.now(), payload });
      const status = await sendBytes(client, body).then(
        (response) => response.status,
        (error: Error & { code?: string }) => {
          isRefused ||= error.code === 'ECONNREFUSED';
          return 0;
        },
      );
      statuses.add(status);
      if (status === 200) acknowledged.push(hashes.body(Buffer.from(body)).toString('hex'));
    }
  }

  const sending = Promise.all(Array.from({ length: 8 }, sendUntilRefused));
  // The proxy's checks: the process accepts requests until the next one.
  const checks: Promise<number>[] = [];
  const checking = setInterval(
    () =>
      checks.push(
        client.get('/readyz').then(
          ({ status }) => status,
          () => 0,
        ),
      ),
    200,
  );
  await waitUntil(() => acknowledged.length > 50 && checks.length > 5);
  const before = acknowledged.length;
  child.kill('SIGTERM');
  t.equal(await exit, 0);
  await sending;
  clearInterval(checking);
  t.ok(acknowledged.length > before, 'it accepts webhooks until the proxy has noticed');
  t.ok((await Promise.all(checks)).includes(503));
  // Without a response and after 503, Zoom sends the webhook again.
  for (const status of statuses) t.ok([0, 200, 503].includes(status), `${status}`);
  await webhooksProcessed(uplink);
  const { rows } = await uplink.database.pool.query<{ key: string }>(
    `select encode(body_hash, 'hex') as key from webhook_event where done_at is not null`,
  );
  const processed = new Set(rows.map(({ key }) => key));
  t.same(
    acknowledged.filter((key) => !processed.has(key)),
    [],
  );
});
