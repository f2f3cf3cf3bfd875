import type { Static } from 'typebox';
import type { BulkRequest, BulkUpdates } from '../../bulk-updates/bulk-updates.ts';
import { Problem } from '../../problem.ts';
import type { TypedApp } from '../typed-app.ts';
import { Accepted, BulkParameters, BulkUpdate, DryRun, NewBulkUpdate } from './bulk-update-schemas.ts';
import { type ResolveChanges, resolved } from './livestream-changes.ts';

export interface BulkUpdateRoutesOptions {
  bulkUpdates: BulkUpdates;
  destinations: ResolveChanges;
}

const BODY_LIMIT = 64 * 1024;
const MOST_IDS = 1_000;

/** Many livestreams changed at once: looked at first, applied as a job, cancelled, undone. */
export async function bulkUpdateRoutes(app: TypedApp, options: BulkUpdateRoutesOptions): Promise<void> {
  const { bulkUpdates, destinations } = options;
  const location = (id: string) => `/api/bulk-updates/${id}`;

  const createSchema = {
    summary: 'Change many livestreams, or with dry_run only show what would change',
    body: NewBulkUpdate,
    response: { 200: DryRun, 202: Accepted },
  };
  app.post('', { schema: createSchema, bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const { userId, body } = request;
    const asked: BulkRequest = {
      kind: body.kind === 'webinars' ? 'webinar' : 'meeting',
      meetings: meetingsOf(body),
      changes: await resolved(destinations, userId, body.changes),
    };
    if (body.dry_run === true) return { rows: await bulkUpdates.preview(userId, asked) };
    const id = await bulkUpdates.begin(userId, asked);
    return reply.code(202).header('location', location(id)).send({ id });
  });

  const readSchema = {
    summary: 'How far a bulk update is',
    params: BulkParameters,
    response: { 200: BulkUpdate },
  };
  app.get('/:id', { schema: readSchema }, (request) => bulkUpdates.read(request.userId, idOf(request)));

  const cancelSchema = {
    summary: 'Cancel what has not started',
    params: BulkParameters,
    response: { 200: BulkUpdate },
  };
  app.delete('/:id', { schema: cancelSchema }, (request) =>
    bulkUpdates.cancel(request.userId, idOf(request)),
  );

  const undoSchema = {
    summary: 'Put back every livestream that was changed and was not changed since',
    params: BulkParameters,
    response: { 202: Accepted },
  };
  app.post('/:id/undo', { schema: undoSchema }, async (request, reply) => {
    // Whoever names rows would be surprised to see all of them undone.
    if (request.body !== undefined && request.body !== null)
      throw new Problem('invalid_request', {
        detail: 'An undo takes no body: it undoes the whole bulk update.',
      });
    const id = await bulkUpdates.undo(request.userId, idOf(request));
    return reply.code(202).header('location', location(id)).send({ id });
  });
}

/** What is no id is nobody's. */
function idOf({ params }: { params: { id: string } }): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(params.id)) return params.id;
  throw new Problem('not_found', {
    reason: 'no_such_bulk_update',
    detail: 'There is no such bulk update of yours.',
  });
}

function meetingsOf({ meeting_ids: ids, filter }: Static<typeof NewBulkUpdate>): BulkRequest['meetings'] {
  if ((ids === undefined) === (filter === undefined))
    throw new Problem('invalid_request', {
      detail: 'Name the meetings by their IDs or by a filter, one of the two.',
      errors: [{ field: 'meeting_ids', message: 'or filter is needed, and not both' }],
    });
  if (ids !== undefined && ids.length > MOST_IDS)
    throw new Problem('payload_too_large', {
      reason: 'too_many_meetings',
      facts: { meetings: ids.length, most: MOST_IDS },
      detail: `At most ${MOST_IDS} meetings can be changed at once.`,
    });
  if (ids !== undefined) return ids;
  const { topic_contains: topicContains, from, to } = filter ?? {};
  const times = { ...timeOf('from', from), ...timeOf('to', to) };
  if (times.from !== undefined && times.to !== undefined && times.from >= times.to)
    throw new Problem('invalid_request', {
      errors: [{ field: 'filter.to', message: 'must be later than from', reason: 'not_later' }],
    });
  return { ...(topicContains === undefined ? {} : { topicContains }), ...times };
}

/** A leap second passes the schema, and is no time to this language. */
function timeOf(name: 'from' | 'to', text: string | undefined): { from?: number; to?: number } {
  if (text === undefined) return {};
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return { [name]: time };
  throw new Problem('invalid_request', {
    errors: [{ field: `filter.${name}`, message: 'is no time', reason: 'time' }],
  });
}
