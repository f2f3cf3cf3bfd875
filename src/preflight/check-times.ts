/** A date and time for the host, in their time zone; in UTC if that is unknown. */
export function dateFor(timezone: string, at: Date): string {
  const parts = {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  const format = (timeZone: string) =>
    new Intl.DateTimeFormat('en-GB', { ...parts, timeZone, timeZoneName: 'short' }).format(at);
  try {
    return format(timezone);
  } catch {
    return format('UTC');
  }
}

/** The age of a fact, after a space; empty if it was fetched just now. */
export function fetchedAgo(ageMs: number): string {
  const seconds = Math.round(ageMs / 1000);
  if (seconds < 2) return '';
  return seconds < 120
    ? ` Last updated ${seconds} seconds ago.`
    : ` Last updated ${Math.round(seconds / 60)} minutes ago.`;
}
