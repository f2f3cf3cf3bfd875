const DAY_MS = 86_400_000;

/** Whether a text is a valid date such as `2026-03-29`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dayOf(Date.parse(`${text}T00:00:00Z`)) === text;
}

/**
 * The start of a day in a time zone, epoch milliseconds. If clocks skip midnight, the first moment
 * after the gap; if they repeat it, the first of the two.
 * @param zone IANA name; UTC is used if it is unknown
 * @param addDays days to add: 1 for the start of the next day
 */
export function startOfDay(day: string, zone: string, addDays = 0): number {
  const midnight = Date.parse(`${day}T00:00:00Z`) + addDays * DAY_MS;
  const clock = clockOf(zone);
  const offsets = [midnight - DAY_MS, midnight + DAY_MS].map((moment) => clock(moment) - moment);
  const candidates = offsets.map((offset) => midnight - offset).sort((one, other) => one - other);
  const [earlier = midnight, later = midnight] = candidates;
  return clock(earlier) >= midnight ? earlier : later;
}

/** The local time in a zone at a moment, as epoch milliseconds as if it were UTC. */
function clockOf(zone: string): (moment: number) => number {
  const format = formatOf(zone);
  return (moment) => {
    const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
    const { year, month, day, hour, minute, second } = parts;
    return Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    );
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const fields = {
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...fields, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...fields, timeZone: 'UTC' });
  }
}

function dayOf(moment: number): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}
