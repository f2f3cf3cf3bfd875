import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** An endpoint has three seconds to respond. */
const LIMIT_MS = 3000;
const maxResponseTime = 64 * 1024;

export interface Attempt {
  /** Milliseconds, on the simulator's clock. */
  at: number;
  /** Undefined if no response arrived in time. */
  status?: number;
  /** The response body, truncated to 64 KiB. */
  body?: string;
  /** The network error. */
  error?: string;
}

/** POSTs once, on a new connection, without following redirects. Never rejects. */
export function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  limitMs = LIMIT_MS,
): Promise<Omit<Attempt, 'at'>> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const signal = AbortSignal.timeout(limitMs);
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const options = { method: 'POST', agent: false, signal, headers: { ...headers, ...length } };
    const fail = (error: Error) =>
      resolve({ error: signal.aborted ? `no response in ${limitMs / 1000} s` : error.message });
    const request = send(url, options, (response) => {
      let result = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (result.length < maxResponseTime) result += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: result }));
      response.on('error', fail);
    });
    request.on('error', fail);
    request.end(body);
  });
}
