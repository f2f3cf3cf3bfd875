import type { FastifyInstance } from 'fastify';
import { Problem } from '../problem.ts';
import { limitPages } from './too-many-requests.ts';

export interface SecurityTxtOptions {
  /** The origin that browsers use. */
  publicUrl: string;
  /** An e-mail address, or the https URL of a contact page. */
  contact: string | undefined;
}

const PATH = '/.well-known/security.txt';
const VALID_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * `security.txt` (RFC 9116): where to report a vulnerability of this server. It is always valid for
 * at least 89 days, because the operator keeps OPERATOR_CONTACT up to date.
 */
export async function securityTxtRoutes(app: FastifyInstance, options: SecurityTxtOptions): Promise<void> {
  limitPages(app);
  app.get(PATH, async (_request, reply) => {
    const { contact } = options;
    if (contact === undefined) throw new Problem('not_found', { detail: NO_CONTACT });
    reply.header('cache-control', 'public, max-age=3600').type('text/plain; charset=utf-8');
    return securityTxt({ ...options, contact }, Date.now());
  });
}

const NO_CONTACT = 'The operator of this server has not set OPERATOR_CONTACT.';

/** @param now epoch milliseconds */
export function securityTxt(
  { publicUrl, contact }: SecurityTxtOptions & { contact: string },
  now: number,
): string {
  const expires = new Date((Math.floor(now / DAY_MS) + VALID_DAYS) * DAY_MS);
  return [
    `Contact: ${contactUri(contact)}`,
    `Expires: ${expires.toISOString()}`,
    'Preferred-Languages: en, de',
    // Web URIs must be https (RFC 9116 §2.5.2). PUBLIC_URL is http only on a loopback address.
    ...(publicUrl.startsWith('https:') ? [`Canonical: ${publicUrl}${PATH}`] : []),
    '',
  ].join('\n');
}

function contactUri(contact: string): string {
  if (/^https:/i.test(contact)) return new URL(contact).href;
  return `mailto:${encodeURIComponent(contact).replace('%40', '@')}`;
}
