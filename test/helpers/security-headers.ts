import type { Test } from 'tap';

/** Headers that Mozilla Observatory and Zoom require, and those that isolate pages in browsers. */
const EVERYWHERE: Record<string, RegExp> = {
  'content-security-policy':
    /(?=.*default-src 'none')(?=.*object-src 'none')(?=.*base-uri 'none')(?=.*frame-ancestors 'none')(?=.*form-action 'self')/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^(no-referrer|same-origin|strict-origin)$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'x-frame-options': /^DENY$/,
};
const NOWHERE = ['server', 'x-powered-by', 'access-control-allow-origin'];

export interface SecurityHeadersExpected {
  /** Whether PUBLIC_URL uses https. */
  https?: boolean;
}

/** Asserts the headers that every response must have. */
export function hasSecurityHeaders(
  t: Test,
  headers: Record<string, string | string[] | undefined>,
  { https = false }: SecurityHeadersExpected = {},
): void {
  for (const [name, wanted] of Object.entries(EVERYWHERE)) t.match(headers[name], wanted, name);
  t.notMatch(headers['content-security-policy'], /unsafe|\*|https?:/, 'no source but our own');
  for (const name of NOWHERE) t.equal(headers[name], undefined, name);
  const hsts = String(headers['strict-transport-security'] ?? '');
  if (!https) return void t.equal(hsts, '', 'no HSTS for http');
  t.match(hsts, /includeSubDomains/i);
  t.ok(Number(/max-age=(\d+)/.exec(hsts)?.[1]) >= 31_536_000, 'a year at least');
}
