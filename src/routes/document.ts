import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import { chooseEncoding } from './weighted-list.ts';

const CODINGS = ['br', 'gzip'] as const;
type Coding = (typeof CODINGS)[number];

/** A document that is the same for all clients: rendered and compressed once. */
export interface PreparedDocument {
  contentType: string;
  /** Weak: the same for every content coding. */
  etag: string;
  bodies: Record<Coding | 'identity', Buffer>;
}

/**
 * Prepares a document once, because rendering it per request would let anonymous clients exhaust
 * the CPU.
 */
export async function prepareDocument(contentType: string, content: string): Promise<PreparedDocument> {
  const identity = Buffer.from(content);
  const [br, gzipped] = await Promise.all([
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    promisify(gzip)(identity),
  ]);
  const etag = `W/"${createHash('sha256').update(identity).digest('base64url').slice(0, 27)}"`;
  return { contentType, etag, bodies: { identity, br, gzip: gzipped } };
}

/**
 * Sends the document in the client's preferred content coding, or 304 if the client's version is
 * current.
 */
export function sendPrepared(reply: FastifyReply, document: PreparedDocument): FastifyReply {
  const { headers } = reply.request;
  const vary = [reply.getHeader('vary'), 'accept-encoding'].filter(Boolean).join(', ');
  reply.header('cache-control', 'public, max-age=300').header('etag', document.etag).header('vary', vary);
  if (isCurrent(headers['if-none-match'], document.etag)) return reply.code(304).send();
  const coding = chooseEncoding(headers['accept-encoding'], CODINGS);
  if (coding !== 'identity') reply.header('content-encoding', coding);
  return reply.type(document.contentType).send(document.bodies[coding]);
}

/** Whether `If-None-Match` contains the entity tag, by weak comparison (RFC 9110 §13.1.2). */
export function isCurrent(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => opaque(tag) === opaque(etag));
}
