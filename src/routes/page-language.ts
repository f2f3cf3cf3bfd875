import type { FastifyReply } from 'fastify';
import { languageOf } from '../language.ts';
import type { Reader } from '../pages/reader.ts';
import { weightedList } from './weighted-list.ts';

/**
 * The page's language: that of `?lang=`, else the browser's. Sets `Content-Language`, and `Vary`
 * for caches.
 */
export function readerOf(reply: FastifyReply): Reader {
  const { headers, query } = reply.request;
  const { lang } = (query ?? {}) as Record<string, unknown>;
  const language = languageOf(
    typeof lang === 'string' ? lang : null,
    weightedList(headers['accept-language']),
  );
  reply.header('content-language', language).header('vary', 'accept-language');
  return { language, isChosen: lang === language };
}
