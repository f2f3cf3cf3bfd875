import ical, { ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import type { MeetingKind } from '../zoom/meeting.ts';

/** A meeting or webinar in the calendar. Its texts are the host's and can contain any character. */
export interface CalendarEntry {
  /** Stays the same if the topic or the duration changes. */
  uid: string;
  kind: MeetingKind;
  topic: string;
  /** ISO 8601. */
  startTime: string;
  /** Minutes. */
  duration: number;
  /** Where the audience watches; empty if unknown. */
  watchPage: string;
  /** The app's page of the meeting, absolute. */
  url: string;
  /** When Zoom reported the meeting, epoch milliseconds. */
  fetchedAt: number;
}

/** Clients that support it check for changes this often (seconds). */
const REFRESH_SECONDS = 15 * 60;

/**
 * Renders an iCalendar document (RFC 5545), with a refresh interval (RFC 7986 §5.7). Equal entries
 * result in an equal document, because DTSTAMP is the time of Zoom's list and not of the request.
 */
export function renderCalendar(entries: readonly CalendarEntry[]): string {
  const calendar = ical({
    name: 'Zoom livestreams',
    prodId: { company: 'Uplink for Zoom', product: 'Calendar feed', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_SECONDS,
  });
  for (const { uid, kind, topic, startTime, duration, watchPage, url, fetchedAt } of entries) {
    const start = new Date(startTime);
    calendar.createEvent({
      id: uid,
      start,
      end: new Date(start.getTime() + duration * 60_000),
      stamp: new Date(fetchedAt),
      summary: topic.trim() === '' ? `Zoom ${kind}` : topic,
      description: [...(watchPage === '' ? [] : [`Watch: ${watchPage}`]), `Manage: ${url}`].join('\n'),
      url,
      // The livestream is additional information and does not make the user busy.
      transparency: ICalEventTransparency.TRANSPARENT,
      ...(watchPage === '' ? {} : { location: watchPage }),
    });
  }
  return calendar.toString();
}
