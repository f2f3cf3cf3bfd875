import type { FastifyReply } from 'fastify';

/** Answers a whole HTML document that nobody may keep. */
export function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page);
}
