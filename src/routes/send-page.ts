import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reader } from '../pages/reader.ts';
import { readerOf } from './page-language.ts';

/** Answers a whole HTML document that nobody may keep. */
export function sendDocument(reply: FastifyReply, status: number, document: string): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(document);
}

/** Answers a page, which nobody may keep, in the language of who asked for it. */
export function sendPage(
  reply: FastifyReply,
  status: number,
  page: (reader: Reader) => string,
): FastifyReply {
  return sendDocument(reply, status, page(readerOf(reply)));
}

/** Whether a person in a browser sent this, rather than a program. */
export function wantsPage({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}
