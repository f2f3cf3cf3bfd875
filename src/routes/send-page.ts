import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reader } from '../pages/reader.ts';
import { readerOf } from './page-language.ts';

/** Sends an HTML document with `no-store`. */
export function sendDocument(reply: FastifyReply, status: number, document: string): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(document);
}

/** Sends a page with `no-store` in the client's language. */
export function sendPage(
  reply: FastifyReply,
  status: number,
  page: (reader: Reader) => string,
): FastifyReply {
  return sendDocument(reply, status, page(readerOf(reply)));
}

/** Whether the request is a browser's navigation rather than a program's call. */
export function wantsPage({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}
