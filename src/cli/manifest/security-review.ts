import { document, table } from './markdown.ts';

/** Responses to the security questions of the review. Each states what the code does. */
export function securityReview(): string {
  return document(
    'Security',
    'For the technical design document and the security review. In the repository, docs/security.md has threats with their tests, access, cryptography, data classes and outgoing connections, and docs/asvs.md assesses OWASP ASVS 5.0, levels 1 and 2.',
    table(['Question', 'Response'], RESPONSES),
    '## To add',
    'The operator adds what Uplink can’t know: the hosting provider and region, the network diagram, who has access to the servers and backups, the incident response contact, and evidence of penetration tests, if Zoom requests it.',
  );
}

const RESPONSES = [
  [
    'Technology stack',
    'TypeScript on Node.js (Fastify), PostgreSQL, Preact in the browser. One process type; any number of instances.',
  ],
  [
    'Is all traffic encrypted with TLS 1.2 or newer?',
    'Browsers and Zoom reach the app through the operator’s TLS proxy; production requires an https PUBLIC_URL and sends HSTS. Calls to Zoom use https only. For the database, `sslmode` has libpq’s meaning.',
  ],
  [
    'How are webhooks verified?',
    'HMAC-SHA256 of the raw body with the Secret Token (`x-zm-signature`), compared in constant time. Old and replayed requests are rejected. URL validation requires a signature.',
  ],
  [
    'Are OAuth tokens and user data encrypted at rest?',
    'AES-256-GCM with a random key per user, which the operator’s keys encrypt. Table, column, user and row are authenticated, so a value can’t be moved. Keys can be rotated while the app is running (`uplink keys rotate`).',
  ],
  [
    'How is the OAuth flow protected?',
    'One-time `state` bound to the browser, PKCE (S256), confidential client. A code without `state` is never redeemed. No `scope` parameter.',
  ],
  [
    'How are tokens refreshed?',
    'Before they expire, by one process at a time, and stored before they are used. Tokens are reused until they expire.',
  ],
  [
    'How are sessions protected?',
    'A random session token in a Secure, HttpOnly, SameSite=Lax cookie; only its hash is stored. Sessions end when idle, by age, and at sign-out.',
  ],
  [
    'Cross-site requests',
    'Unsafe methods require `Sec-Fetch-Site: same-origin` or a matching `Origin`, and JSON bodies. No CORS.',
  ],
  [
    'Security headers',
    'Strict-Transport-Security, Content-Security-Policy, X-Content-Type-Options and Referrer-Policy on every response. Only the panel may be framed, by zoom.us.',
  ],
  [
    'What is logged?',
    'Routes, statuses and durations. Never tokens, stream keys, URLs or bodies. Users appear as keyed hashes.',
  ],
  [
    'Outgoing connections',
    'Only to Zoom and to the database, and to a receiver of traces if the operator sets one. Traces contain no IDs and no content.',
  ],
  [
    'Dependencies',
    'Pinned by hash in the lockfile; install scripts are denied. The build contains a CycloneDX SBOM. Critical vulnerabilities are corrected within 7 days, high ones within 30.',
  ],
  ['Vulnerability reports', 'SECURITY.md of the repository describes how to report a vulnerability.'],
];
