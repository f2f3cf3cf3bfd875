import type { FastifyReply } from 'fastify';
import { languageOf } from '../language.ts';
import type { Reader } from '../pages/reader.ts';
import { weightedList } from './weighted-list.ts';

/**
 * For whom a page is written: in the language that `?lang=` names, else the browser's. The answer says which it is, and to
 * caches what that hung on.
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
