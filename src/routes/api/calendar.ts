import type { CalendarFeed } from '../../calendar/calendar-feed.ts';
import { costs } from '../../limits.ts';
import { noContent } from '../no-content.ts';
import type { TypedApp } from '../typed-app.ts';
import { CalendarFeedState, CreatedCalendarFeed } from './calendar-schemas.ts';

export interface CalendarRoutesOptions {
  calendarFeed: CalendarFeed;
  /** The origin that browsers use. */
  publicUrl: string;
}

/** The user's calendar feed: whether it exists, creation with a new secret URL, revocation. */
export async function calendarRoutes(
  app: TypedApp,
  { calendarFeed, publicUrl }: CalendarRoutesOptions,
): Promise<void> {
  const stateSchema = { summary: 'Get the state of the calendar feed', response: { 200: CalendarFeedState } };
  app.get('/calendar', { schema: stateSchema }, async (request) => {
    const createdAt = await calendarFeed.createdAt(request.userId);
    return { active: createdAt !== undefined, created_at: createdAt?.toISOString() ?? null };
  });

  const createSchema = {
    summary: 'Create the calendar feed, or replace its URL',
    response: { 201: CreatedCalendarFeed },
  };
  const limitCreation = app.limitCost(costs.calendarLink);
  app.post('/calendar', { schema: createSchema, onRequest: limitCreation }, async (request, reply) => {
    const { token, createdAt } = await calendarFeed.create(request.userId);
    const url = `${publicUrl}/calendar/${token}.ics`;
    return reply.code(201).send({ active: true, created_at: createdAt.toISOString(), url });
  });

  const deleteSchema = { summary: 'Revoke the calendar feed', response: noContent('Revoked') };
  app.delete('/calendar', { schema: deleteSchema }, async (request, reply) => {
    await calendarFeed.revoke(request.userId);
    return reply.code(204).send();
  });
}
