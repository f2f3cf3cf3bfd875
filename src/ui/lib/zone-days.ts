const DAY_MS = 86_400_000;

/**
 * The moment at which a day starts in a time zone.
 * @param day `2026-11-22`
 * @param zone IANA name that the browser supports
 */
export function startOfDay(day: string, zone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Clocks may change at midnight: the earlier candidate counts unless it is still the day before.
  const offsets = [midnight - DAY_MS, midnight + DAY_MS].map((moment) => offsetAt(moment, zone));
  const earlier = midnight - Math.max(...offsets);
  const isSameDay = earlier + offsetAt(earlier, zone) >= midnight;
  return new Date(isSameDay ? earlier : midnight - Math.min(...offsets));
}

/** The following day. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** The zone's offset from UTC (milliseconds). */
function offsetAt(moment: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(moment / 1000) * 1000;
}

/** The city of an IANA time zone, such as Berlin; null for zones without one, such as UTC. */
export function cityOfZone(zone: string): string | null {
  const [area, ...place] = zone.split('/');
  const city = place.at(-1);
  return city === undefined || area === 'Etc' ? null : city.replaceAll('_', ' ');
}
