const MAX_SECONDS = 86_400;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads a `Retry-After` header as seconds from `now` (epoch milliseconds), rounded up and limited
 * to between 0 and one day. Accepts seconds and HTTP dates (RFC 9110 §10.2.3), and the ISO 8601
 * date that Zoom sends with a daily limit. Returns `undefined` if the header is missing or invalid.
 */
export function retryAfterSeconds(header: string | string[] | undefined, now: number): number | undefined {
  const value = (Array.isArray(header) ? header[0] : header)?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^-?\d{1,15}$/.test(value)) return clamp(Number(value));
  if (!ISO_DATE.test(value) && !HTTP_DATE.test(value)) return undefined;
  // An ISO date without a time zone is read as UTC, because Zoom's days are days of UTC.
  const at = Date.parse(/T[\d:.]+$/.test(value) ? `${value}Z` : value);
  return Number.isNaN(at) ? undefined : clamp(Math.ceil((at - now) / 1000));
}

function clamp(seconds: number): number {
  return Math.min(Math.max(seconds, 0), MAX_SECONDS);
}
