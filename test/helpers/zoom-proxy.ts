import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type RunningApp, type StartAppOptions, startApp, type Test } from './app.ts';

/** Stands between an app and its Zoom, and can hold back what Zoom answers. */
export interface ZoomProxy {
  /** In the place of Zoom's own address. */
  url: string;
  forwardTo(target: string): void;
  /** Holds the next answer to this path: Zoom has done its work, and nobody knows. */
  pauseNext(path: string): PausedResponse;
}

export interface PausedResponse {
  /** Resolves with the answer's body when it is there and held. */
  received: Promise<string>;
  /** Lets it go. */
  release(): void;
}

/** Starts the app with a gate before the token endpoint and the API. */
export async function startAppBehindProxy(
  t: Test,
  options: StartAppOptions = {},
): Promise<RunningApp & { zoom: ZoomProxy }> {
  const zoom = await startZoomProxy(t);
  const env = { ZOOM_OAUTH_URL: zoom.url, ZOOM_API_URL: `${zoom.url}/v2`, ...options.env };
  const uplink = await startApp(t, { ...options, env });
  zoom.forwardTo(uplink.simulator.url);
  return { ...uplink, zoom };
}

export async function startZoomProxy(t: Test): Promise<ZoomProxy> {
  let target = '';
  const waiting = new Map<string, { responded(body: string): void; released: Promise<void> }[]>();

  const server = createServer(async (incoming, outgoing) => {
    // Whoever asked may have hung up, or died, while the answer was held.
    outgoing.on('error', () => {});
    const body = await buffer(incoming);
    const response = await forward(target, incoming, body).catch(() => undefined);
    if (response === undefined) return void outgoing.destroy();
    const [path = ''] = (incoming.url ?? '').split('?');
    const held = waiting.get(path)?.shift();
    held?.responded(response.body.toString());
    await held?.released;
    write(outgoing, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwardTo(url) {
      target = url;
    },
    pauseNext(path) {
      let responded: (body: string) => void = () => {};
      let release: () => void = () => {};
      const received = new Promise<string>((resolve) => {
        responded = resolve;
      });
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      waiting.set(path, [...(waiting.get(path) ?? []), { responded, released }]);
      return { received, release };
    },
  };
}

interface Forwarded {
  response: IncomingMessage;
  body: Buffer;
}

async function forward(target: string, incoming: IncomingMessage, body: Buffer): Promise<Forwarded> {
  const { method, headers } = incoming;
  const outgoing = request(`${target}${incoming.url}`, { method, headers, agent: false });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { response, body: await buffer(response) };
}

function write(outgoing: ServerResponse, { response, body }: Forwarded): void {
  const { connection: _connection, 'transfer-encoding': _encoding, ...headers } = response.headers;
  outgoing.writeHead(response.statusCode ?? 502, headers).end(body);
}
