export type TimesOptions = { locale: string; zone: string | null; hourCycle?: 'h11' | 'h12' | 'h23' | 'h24' };
export type Times = ReturnType<typeof createTimes>;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Formats times for one user: language, time zone, and 12- or 24-hour clock. */
export function createTimes({ locale, zone, hourCycle }: TimesOptions) {
  const timeZone = knownZone(zone);
  const clock = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: 'numeric',
    minute: '2-digit',
    ...(hourCycle ? { hourCycle } : {}),
  });
  const second = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    ...(hourCycle ? { hourCycle } : {}),
  });
  const day = new Intl.DateTimeFormat(locale, { timeZone, weekday: 'long', day: 'numeric', month: 'long' });
  const dayAndYear = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'full' });
  const key = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const absolute = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    ...(hourCycle ? { hourCycle } : {}),
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const relativeDay = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

  const dayWithin = (at: Date, now: Date): string => {
    const days = (Date.parse(key.format(at)) - Date.parse(key.format(now))) / (DAY * 1000);
    if (Math.abs(days) <= 1) return relativeDay.format(days, 'day');
    const sameYear = key.format(at).slice(0, 4) === key.format(now).slice(0, 4);
    return sameYear ? day.format(at) : dayAndYear.format(at);
  };

  return {
    zone: timeZone,
    timeOfDay: (at: Date) => clock.format(at),
    secondOfDay: (at: Date) => second.format(at),
    /** Date, time and zone, for readers elsewhere and later. */
    absolute: (at: Date) => absolute.format(at),
    /** `2026-11-22` in the user's zone. */
    dayKey: (at: Date) => key.format(at),
    /**
     * "Today", "Tomorrow", "Yesterday", or the date, with the year only if it is not the current
     * one.
     */
    dayName: (at: Date, now: Date) => capitalised(dayWithin(at, now)),
    /** The same within a sentence ("today"), with the time of day. */
    moment: (at: Date, now: Date) => `${dayWithin(at, now)}, ${clock.format(at)}`,
    /** How long ago; null for "just now" (under 45 s, or in the future). */
    age(at: Date, now: Date): string | null {
      const seconds = (now.getTime() - at.getTime()) / 1000;
      if (!(seconds >= 45)) return null;
      if (seconds < HOUR) return relative.format(-Math.max(1, Math.round(seconds / MINUTE)), 'minute');
      if (seconds < DAY) return relative.format(-Math.round(seconds / HOUR), 'hour');
      return relative.format(-Math.round(seconds / DAY), 'day');
    },
  };
}

/** The zone if the browser supports it, else the browser's own. */
function knownZone(zone: string | null): string {
  try {
    return new Intl.DateTimeFormat('en', zone ? { timeZone: zone } : {}).resolvedOptions().timeZone;
  } catch {
    return new Intl.DateTimeFormat('en').resolvedOptions().timeZone;
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Parses a timestamp of the API; null if it is missing or invalid. */
export function momentOf(text: string | null | undefined): Date | null {
  const at = text ? new Date(text) : null;
  return at && !Number.isNaN(at.getTime()) ? at : null;
}
