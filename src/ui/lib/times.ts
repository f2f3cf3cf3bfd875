export type TimesOptions = { locale: string; zone: string | null; hourCycle?: 'h11' | 'h12' | 'h23' | 'h24' };
export type Times = ReturnType<typeof createTimes>;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Formats moments for one person: their language, their zone, their clock of 12 or 24 hours. */
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
    /** `2026-11-22`, in this person's zone. */
    dayKey: (at: Date) => key.format(at),
    /** "Today", "Tomorrow", "Yesterday", or the date; the year only where it is not this one. */
    dayName: (at: Date, now: Date) => capitalised(dayWithin(at, now)),
    /** The same to stand within a sentence, "today", with the time of day. */
    moment: (at: Date, now: Date) => `${dayWithin(at, now)}, ${clock.format(at)}`,
    /** How long ago, or null for "just now" (under 45 s, or ahead of this clock). */
    age(at: Date, now: Date): string | null {
      const seconds = (now.getTime() - at.getTime()) / 1000;
      if (!(seconds >= 45)) return null;
      if (seconds < HOUR) return relative.format(-Math.max(1, Math.round(seconds / MINUTE)), 'minute');
      if (seconds < DAY) return relative.format(-Math.round(seconds / HOUR), 'hour');
      return relative.format(-Math.round(seconds / DAY), 'day');
    },
  };
}

/** The zone where the browser knows it, else the browser's own. */
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

/** A moment out of the wire's text; null where it is missing or no date. */
export function momentOf(text: string | null | undefined): Date | null {
  const at = text ? new Date(text) : null;
  return at && !Number.isNaN(at.getTime()) ? at : null;
}
