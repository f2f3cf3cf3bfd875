import type { FastifyReply } from 'fastify';
import { writeJson } from './json.ts';

/** Sends `body` as Zoom sends JSON; bigints in it become bare numbers. */
export function sendJson(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  return reply.code(status).header('content-type', 'application/json;charset=UTF-8').send(writeJson(body));
}
