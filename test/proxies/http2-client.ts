import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import type { Test } from '../helpers/app.ts';
import type { ReverseProxy } from './proxies.ts';

export interface Http2Response {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** An HTTP/2 connection to a proxy, as a browser opens it. */
export interface Http2Client {
  send(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<Http2Response>;
  /** Requests an event stream. Returns what has arrived so far. */
  stream(path: string, headers: Record<string, string>): () => string;
}

/** Opens the connection; verifies the proxy's certificate. */
export function connectHttp2(t: Test, { port, ca }: ReverseProxy): Http2Client {
  const session = connect(`https://localhost:${port}`, { ca });
  session.on('error', () => {});
  t.teardown(() => session.destroy());
  return {
    send: (method, path, headers = {}, body = '') =>
      send(session, { ':method': method, ':path': path, ...headers }, body),
    stream(path, headers) {
      let text = '';
      const request = session.request({ ':path': path, ...headers });
      request.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      request.on('error', () => {});
      return () => text;
    },
  };
}

function send(
  session: ClientHttp2Session,
  headers: Record<string, string>,
  body: string,
): Promise<Http2Response> {
  return new Promise((resolve, reject) => {
    const request = session.request(headers, { endStream: body === '' });
    session.once('error', reject);
    request.on('error', reject);
    request.setTimeout(15_000, () => reject(new Error('no response in 15 s')));
    request.on('response', (received) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      request.on('end', () => resolve({ status: Number(received[':status']), headers: received, text }));
    });
    if (body !== '') request.end(body);
  });
}
