import { createHash } from 'node:crypto';
import type { CalendarFeed } from '../calendar/calendar-feed.ts';
import { Problem } from '../problem.ts';
import { isCurrent } from './document.ts';
import { limitPages } from './too-many-requests.ts';
import type { TypedApp } from './typed-app.ts';

const FILE = /^([A-Za-z0-9_-]{43})\.ics$/;

/**
 * The calendar feed as an iCalendar document (RFC 5545). Calendar clients have no session: the
 * token in the path authenticates them. It is never logged, because log lines contain only the
 * route.
 */
export async function calendarFeedRoutes(
  app: TypedApp,
  { calendarFeed }: { calendarFeed: CalendarFeed },
): Promise<void> {
  app.addHook('onRequest', app.requireReady);
  limitPages(app);
  app.get<{ Params: { file: string } }>('/calendar/:file', async (request, reply) => {
    const token = FILE.exec(request.params.file)?.[1];
    const calendar = token === undefined ? undefined : await calendarFeed.render(token);
    if (calendar === undefined) throw new Problem('not_found');
    const etag = `"${createHash('sha256').update(calendar).digest('base64url')}"`;
    reply.header('cache-control', 'private, no-cache').header('etag', etag);
    if (isCurrent(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return reply.type('text/calendar; charset=utf-8').send(calendar);
  });
}
