const MAX_SECONDS = 86_400;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Seconds from `now` (epoch milliseconds) that a `Retry-After` header asks for, rounded up and held between 0 and one day.
 * Takes seconds and HTTP dates (RFC 9110 §10.2.3) and the ISO 8601 date that Zoom sends with a daily limit.
 * `undefined` where there is no header or it can't be understood.
 */
export function retryAfterSeconds(header: string | string[] | undefined, now: number): number | undefined {
  const value = (Array.isArray(header) ? header[0] : header)?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^-?\d{1,15}$/.test(value)) return clamp(Number(value));
  if (!ISO_DATE.test(value) && !HTTP_DATE.test(value)) return undefined;
  // An ISO date without a zone is taken as UTC, in which Zoom counts its days.
  const at = Date.parse(/T[\d:.]+$/.test(value) ? `${value}Z` : value);
  return Number.isNaN(at) ? undefined : clamp(Math.ceil((at - now) / 1000));
}

function clamp(seconds: number): number {
  return Math.min(Math.max(seconds, 0), MAX_SECONDS);
}
