import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import type { Cleanup } from './cleanup.ts';
import { createTokenFaults, type RawResponse, type TokenFaults } from './token-faults.ts';
import { createTokenLog, type TokenLog } from './token-log.ts';

/**
 * A proxy in front of the simulator's authorization server. It records each use of a refresh token
 * and can inject faults into responses. It forwards a request even if the caller has disconnected,
 * because Zoom would rotate the token too.
 */
export interface TokenProxy {
  /** The value for ZOOM_OAUTH_URL. */
  url: string;
  tokenLog: TokenLog;
  faults: TokenFaults;
  /** Delays every refresh response, after Zoom has rotated the token. */
  setLatency(wait: () => Promise<void>): void;
}

interface Responded {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export async function startTokenProxy(
  cleanup: Pick<Cleanup, 'teardown'>,
  zoomUrl: string,
): Promise<TokenProxy> {
  const tokenLog = createTokenLog();
  const faults = createTokenFaults();
  const agent = new Agent({ connections: 256 });
  let addLatency = async () => {};
  const forward = (incoming: IncomingMessage, body: Buffer) => forwardTo(zoomUrl, agent, incoming, body);

  async function refresh(incoming: IncomingMessage, body: Buffer, presented: string, reply: ServerResponse) {
    const call = tokenLog.arrived(presented);
    const fault = faults.take(call.user);
    await fault?.before?.(call);
    if (fault?.instead !== undefined) {
      tokenLog.notRotated(call, presented, 'withheld');
      if (fault.instead === 'reset') reset(reply);
      else send(reply, fault.instead);
      return;
    }
    const response = await forward(incoming, body);
    const issued = issuedRefreshToken(response);
    if (issued === undefined) tokenLog.notRotated(call, presented, 'refused');
    else tokenLog.rotated(call, presented, issued);
    await addLatency();
    await fault?.after?.(call);
    reply.once('close', () => {
      call.respondedAt = performance.now();
    });
    deliver(reply, response, fault?.deliver);
  }

  async function other(
    incoming: IncomingMessage,
    body: Buffer,
    form: URLSearchParams,
    reply: ServerResponse,
  ) {
    const response = await forward(incoming, body);
    if (form.get('grant_type') === 'authorization_code' && response.status === 200) {
      const { access_token, refresh_token } = JSON.parse(response.body.toString());
      tokenLog.authorized(userOf(access_token), refresh_token);
    }
    if (incoming.url === '/oauth/revoke' && response.status === 200)
      tokenLog.revoked(userOf(form.get('token') ?? ''));
    deliver(reply, response, undefined);
  }

  async function handle(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    const form = new URLSearchParams(incoming.method === 'POST' ? body.toString() : '');
    const presented = form.get('refresh_token');
    if (presented === null) await other(incoming, body, form, reply);
    else await refresh(incoming, body, presented, reply);
  }

  const server = createServer((incoming, reply) => {
    reply.on('error', () => {});
    handle(incoming, reply).catch(() => reset(reply));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.teardown(async () => {
    server.closeAllConnections();
    server.close();
    await agent.destroy();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokenLog,
    faults,
    setLatency(wait) {
      addLatency = wait;
    },
  };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function forwardTo(
  origin: string,
  agent: Agent,
  incoming: IncomingMessage,
  body: Buffer,
): Promise<Responded> {
  const { host: _, connection: __, 'content-length': ___, ...headers } = incoming.headers;
  const response = await request(`${origin}${incoming.url}`, {
    dispatcher: agent,
    method: incoming.method as 'POST',
    headers,
    body: body.length === 0 ? null : body,
  });
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.from(await response.body.arrayBuffer()),
  };
}

function issuedRefreshToken({ status, body }: Responded): string | undefined {
  return status === 200 ? String(JSON.parse(body.toString()).refresh_token) : undefined;
}

function deliver(
  reply: ServerResponse,
  response: Responded,
  how: 'lost' | 'truncated' | RawResponse | undefined,
): void {
  if (how === 'lost') reset(reply);
  else if (typeof how === 'object') send(reply, how);
  else deliverTrue(reply, response, how === undefined ? 1 : 0.5);
}

/** Sends the full content length, but only this share of the body. */
function deliverTrue(reply: ServerResponse, response: Responded, share: number): void {
  const { connection: _, 'transfer-encoding': __, ...headers } = response.headers;
  reply.writeHead(response.status, { ...headers, 'content-length': response.body.length });
  if (share === 1) reply.end(response.body);
  else
    reply.write(response.body.subarray(0, Math.floor(response.body.length * share)), () => reply.destroy());
}

function send(reply: ServerResponse, { status, headers = {}, body = '' }: RawResponse): void {
  reply.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  reply.end(body);
}

function reset(reply: ServerResponse): void {
  reply.socket?.resetAndDestroy();
}

/** Reads the user id from the simulator's access token, which has the form of a JWT. */
function userOf(accessToken: string): string {
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString() || '{}');
  return String(claims.uid);
}
