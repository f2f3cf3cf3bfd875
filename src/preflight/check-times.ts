/** A moment as the host reads it, in their time zone where that is one. */
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

/** Says how old a fact is, with a space before it; nothing of one that was asked for just now. */
export function fetchedAgo(ageMs: number): string {
  const seconds = Math.round(ageMs / 1000);
  if (seconds < 2) return '';
  return seconds < 120
    ? ` Zoom was asked ${seconds} seconds ago.`
    : ` Zoom was asked ${Math.round(seconds / 60)} minutes ago.`;
}
