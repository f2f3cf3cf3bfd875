import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type RunningApp, type StartAppOptions, startApp, type Test } from './app.ts';

/** A proxy between the app and Zoom that can delay Zoom's responses. */
export interface ZoomProxy {
  /** Replaces the URL of Zoom. */
  url: string;
  forwardTo(target: string): void;
  /**
   * Delays the next response to this path: Zoom has processed the request, but the app does not
   * know.
   */
  pauseNext(path: string): PausedResponse;
}

export interface PausedResponse {
  /** Resolves with the response body when the proxy has received it. */
  received: Promise<string>;
  /** Forwards the response. */
  release(): void;
}

/** Starts the app with a proxy in front of the token endpoint and the API. */
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
    // The caller may have disconnected, or died, while the response was delayed.
    outgoing.on('error', () => {});
    const body = await buffer(incoming);
    const response = await forward(target, incoming, body).catch(() => undefined);
    if (response === undefined) return void outgoing.destroy();
    const [path = ''] = (incoming.url ?? '').split('?');
    const paused = waiting.get(path)?.shift();
    paused?.responded(response.body.toString());
    await paused?.released;
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
