import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accessTokenRejected, rateLimited } from '../api/problems.ts';
import { sendJson } from '../reply.ts';
import type { Simulation } from '../simulation.ts';
import type { Fault, FaultResponse } from './faults.ts';

/**
 * Applies a fault before the request is processed. The request continues to its handler unless a
 * response was sent or withheld.
 */
export async function applyBeforeWork(
  simulation: Simulation,
  fault: Fault,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (fault.delayMs) await wait(fault.delayMs, undefined, { ref: false });
  await fault.until;
  switch (fault.kind) {
    case 'hang':
      reply.hijack();
      return;
    case 'reset':
      reply.hijack();
      request.raw.socket.resetAndDestroy();
      return;
    case 'answer':
      await sendResponse(reply, fault);
      return;
    case 'gzip-bomb':
      await sendGzipBomb(reply, fault.status ?? 200, fault.megabytes ?? 200);
      return;
    case 'stale-token':
      await sendJson(reply, fault.httpStatus ?? 401, accessTokenRejected());
      return;
    case 'rate-limit':
      await rateLimited(reply, {
        category: /\/users\/me\//.test(request.url) ? 'Medium' : 'Light',
        limit: fault.limit ?? 'per-second',
        retryAfter: fault.retryAfter ?? (fault.limit === 'daily' ? 'iso-date' : 'absent'),
        retryAt: simulation.clock.now() + (fault.retryAfterSeconds ?? 1) * 1000,
        now: simulation.clock.now(),
      });
      return;
    default:
      return;
  }
}

/** Applies a fault to the response. Returns whether the fault sends it. */
export function applyAfterWork(fault: Fault, reply: FastifyReply, payload: unknown): boolean {
  switch (fault.kind) {
    case 'hang-after-work':
      return true;
    case 'reset-after-work':
      reply.raw.socket?.resetAndDestroy();
      return true;
    case 'truncate':
      truncate(reply, payload);
      return true;
    case 'answer-after-work':
      writeInstead(reply, fault);
      return true;
    default:
      return false;
  }
}

function sendResponse(reply: FastifyReply, response: FaultResponse): FastifyReply {
  const { type, body } = encodeBody(response.body);
  if (type) reply.header('content-type', type);
  return reply
    .code(response.status)
    .headers(response.headers ?? {})
    .send(body);
}

function writeInstead(reply: FastifyReply, response: FaultResponse): void {
  const { type, body } = encodeBody(response.body);
  const tracking = reply.getHeader('x-zm-trackingid');
  const headers = {
    ...(type ? { 'content-type': type } : {}),
    ...(tracking === undefined ? {} : { 'x-zm-trackingid': tracking }),
    ...response.headers,
  };
  reply.raw.writeHead(response.status, headers);
  reply.raw.end(body);
}

function encodeBody(body: FaultResponse['body']): { type?: string; body: Buffer } {
  if (body === undefined) return { body: Buffer.alloc(0) };
  if (typeof body === 'string') return { type: 'text/html;charset=UTF-8', body: Buffer.from(body) };
  if (body instanceof Uint8Array) return { body: Buffer.from(body) };
  return { type: 'application/json;charset=UTF-8', body: Buffer.from(JSON.stringify(body)) };
}

/** One gzip member per megabyte, so that building the bomb is cheap. */
function sendGzipBomb(reply: FastifyReply, status: number, megabytes: number): FastifyReply {
  const member = gzipSync(Buffer.alloc(1024 * 1024, ' '));
  return reply
    .code(status)
    .headers({ 'content-type': 'application/json;charset=UTF-8', 'content-encoding': 'gzip' })
    .send(Buffer.concat(Array.from({ length: megabytes }, () => member)));
}

/**
 * Sends the full Content-Length, half of the body, and closes the connection. A response without a
 * body loses half of its status line.
 */
function truncate(reply: FastifyReply, payload: unknown): void {
  const text =
    typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.from(payload) : Buffer.alloc(0);
  const socket = reply.raw.socket;
  if (text.length === 0) {
    socket?.end('HTTP/1.1 20');
    return;
  }
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.raw.writeHead(reply.statusCode, { 'content-length': text.length });
  reply.raw.write(text.subarray(0, Math.floor(text.length / 2)), () => socket?.destroy());
}
