import { Transform, type TransformCallback } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { BulkUpdates } from '../../bulk-updates/bulk-updates.ts';
import { isDay, startOfDay } from '../../bulk-updates/local-day.ts';
import { type BulkRequest, MAX_ROWS } from '../../bulk-updates/selection.ts';
import type { Installations } from '../../installations/installations.ts';
import { costs } from '../../limits.ts';
import { Problem } from '../../problem.ts';
import type { TypedApp } from '../typed-app.ts';
import {
  Accepted,
  BulkParameters,
  BulkUpdate,
  BulkUpdateList,
  DryRun,
  NewBulkUpdate,
} from './bulk-update-schemas.ts';
import { type DestinationLookup, resolveChanges } from './livestream-changes.ts';

export interface BulkUpdateRoutesOptions {
  bulkUpdates: BulkUpdates;
  destinations: DestinationLookup;
  installations: Pick<Installations, 'get'>;
}

const BODY_LIMIT = 64 * 1024;
/** Limit for a body with values per meeting. */
const BODY_LIMIT_WITH_UPDATES = 512 * 1024;

type Body = Static<typeof NewBulkUpdate>;

const byteCounters = new WeakMap<FastifyRequest, ByteCounter>();

/** Counts the bytes of a body, which may have no Content-Length. */
class ByteCounter extends Transform {
  bytes = 0;

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.bytes += chunk.length;
    done(null, chunk);
  }
}

/** Bulk updates: preview, create, list, read, cancel, undo, retry. */
export async function bulkUpdateRoutes(app: TypedApp, options: BulkUpdateRoutesOptions): Promise<void> {
  const { bulkUpdates, destinations, installations } = options;
  const location = (id: string) => `/api/bulk-updates/${id}`;
  const requestOf = createRequestOf(destinations, async (userId) => {
    const { profile } = await installations.get(userId);
    return profile.timezone;
  });

  const listSchema = {
    summary: 'List the bulk updates of the last 30 days, newest first',
    response: { 200: BulkUpdateList },
  };
  app.get('', { schema: listSchema }, async (request) => ({
    bulk_updates: await bulkUpdates.list(request.userId),
  }));

  const createSchema = {
    summary: 'Change the livestreams of several meetings, or preview the changes with dry_run',
    body: NewBulkUpdate,
    response: { 200: DryRun, 202: Accepted },
  };
  app.post(
    '',
    {
      schema: createSchema,
      bodyLimit: BODY_LIMIT_WITH_UPDATES,
      onRequest: app.limitCost(costs.bulkUpdate),
      preParsing: async (request, _reply, payload) => {
        const counter = new ByteCounter();
        byteCounters.set(request, counter);
        payload.on('error', (error) => counter.destroy(error));
        return payload.pipe(counter);
      },
      preValidation: async (request) => checkSize(request.body, byteCounters.get(request)?.bytes ?? 0),
    },
    async (request, reply) => {
      const { userId, body } = request;
      const bulkRequest = await requestOf(userId, body);
      if (body.dry_run === true) return bulkUpdates.preview(userId, bulkRequest);
      const id = await bulkUpdates.create(userId, bulkRequest);
      return reply.code(202).header('location', location(id)).send({ id });
    },
  );

  const readSchema = {
    summary: 'Get the progress and rows of a bulk update',
    params: BulkParameters,
    response: { 200: BulkUpdate },
  };
  app.get('/:id', { schema: readSchema }, (request) => bulkUpdates.read(request.userId, idOf(request)));

  const cancelSchema = {
    summary: 'Cancel the rows that have not started',
    params: BulkParameters,
    response: { 200: BulkUpdate },
  };
  app.delete('/:id', { schema: cancelSchema }, (request) =>
    bulkUpdates.cancel(request.userId, idOf(request)),
  );

  const undoSchema = {
    summary: 'Undo a bulk update: restore every livestream that has not changed since',
    params: BulkParameters,
    response: { 202: Accepted },
  };
  app.post(
    '/:id/undo',
    { schema: undoSchema, onRequest: app.limitCost(costs.bulkUpdate) },
    async (request, reply) => {
      const id = await bulkUpdates.undo(request.userId, idOf(request));
      return reply.code(202).header('location', location(id)).send({ id });
    },
  );

  const retrySchema = {
    summary: 'Retry the failed rows of a bulk update, with the values stored for them',
    params: BulkParameters,
    response: { 202: Accepted },
  };
  app.post(
    '/:id/retry',
    { schema: retrySchema, onRequest: app.limitCost(costs.bulkUpdate) },
    async (request, reply) => {
      const id = await bulkUpdates.retry(request.userId, idOf(request));
      return reply.code(202).header('location', location(id)).send({ id });
    },
  );
}

/** Rejects oversized requests before validating their rows. */
function checkSize(body: unknown, bytes: number): void {
  const { meeting_ids: ids, updates } = (body ?? {}) as Record<string, unknown>;
  for (const rows of [ids, updates])
    if (Array.isArray(rows) && rows.length > MAX_ROWS)
      throw new Problem('payload_too_large', {
        reason: 'too_many_meetings',
        facts: { meetings: rows.length, most: MAX_ROWS },
        detail: `A bulk edit can change at most ${MAX_ROWS.toLocaleString('en')} meetings.`,
      });
  if (updates === undefined && bytes > BODY_LIMIT) throw new Problem('payload_too_large');
}

/** @throws Problem `not_found` if the id is not a UUID */
function idOf({ params }: { params: { id: string } }): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(params.id)) return params.id;
  throw new Problem('not_found', {
    reason: 'no_such_bulk_update',
    detail: 'This bulk edit does not exist.',
  });
}

function createRequestOf(destinations: DestinationLookup, timezoneOf: (userId: string) => Promise<string>) {
  return async (userId: string, body: Body): Promise<BulkRequest> => {
    checkShape(body);
    const kind = body.kind === 'webinars' ? ('webinar' as const) : ('meeting' as const);
    if (body.updates !== undefined)
      return { kind, updates: await resolveUpdates(destinations, userId, body.updates) };
    const changes = await resolveChanges(destinations, userId, body.changes ?? {});
    if (body.meeting_ids !== undefined) return { kind, meetings: body.meeting_ids, changes };
    return { kind, meetings: filterOf(body.filter ?? {}, await timezoneOf(userId)), changes };
  };
}

/**
 * Requires exactly one of `meeting_ids`, `filter` and `updates`, and `changes` with the first two.
 */
function checkShape({ meeting_ids: ids, filter, updates, changes }: Body): void {
  if ([ids, filter, updates].filter((each) => each !== undefined).length !== 1)
    throw new Problem('invalid_request', {
      detail: 'Send exactly one of meeting_ids, filter and updates.',
      errors: [{ field: 'meeting_ids', message: 'must be sent, or filter, or updates: exactly one of them' }],
    });
  if (updates === undefined && changes === undefined)
    throw new Problem('invalid_request', {
      errors: [{ field: 'changes', message: 'is missing', reason: 'missing' }],
    });
  if (updates !== undefined && changes !== undefined)
    throw new Problem('invalid_request', {
      errors: [{ field: 'changes', message: 'cannot be combined with updates' }],
    });
}

async function resolveUpdates(
  destinations: DestinationLookup,
  userId: string,
  updates: NonNullable<Body['updates']>,
) {
  const ids = new Set<string>();
  for (const [index, { meeting_id: id }] of updates.entries()) {
    if (ids.has(id))
      throw new Problem('invalid_request', {
        errors: [{ field: `updates.${index}.meeting_id`, message: 'is a duplicate of an earlier row' }],
      });
    ids.add(id);
  }
  const saved = new Map<string, ReturnType<DestinationLookup['configurationNamed']>>();
  const cached: DestinationLookup = {
    configurationNamed(user, destinationId) {
      const found = saved.get(destinationId) ?? destinations.configurationNamed(user, destinationId);
      saved.set(destinationId, found);
      return found;
    },
  };
  const rows = [];
  for (const [index, { meeting_id: meetingId, ...changes }] of updates.entries())
    rows.push({ meetingId, changes: await resolveChanges(cached, userId, changes).catch(inRow(index)) });
  return rows;
}

/** Prefixes the fields of a problem with the row. */
function inRow(index: number) {
  return (error: unknown): never => {
    if (!(error instanceof Problem) || error.members.errors === undefined) throw error;
    const errors = error.members.errors.map((each) => ({ ...each, field: `updates.${index}.${each.field}` }));
    throw new Problem(error.code, { ...error.members, errors });
  };
}

/** @param zone the user's time zone, in which dates without a time are read */
function filterOf({ topic_contains: topicContains, from, to }: NonNullable<Body['filter']>, zone: string) {
  const times = {
    ...(from === undefined ? {} : { from: isDay(from) ? startOfDay(from, zone) : Date.parse(from) }),
    ...(to === undefined ? {} : { to: isDay(to) ? startOfDay(to, zone, 1) : Date.parse(to) }),
  };
  if (times.from !== undefined && times.to !== undefined && times.from >= times.to)
    throw new Problem('invalid_request', {
      errors: [{ field: 'filter.to', message: 'must be later than from', reason: 'not_later' }],
    });
  return { ...(topicContains === undefined ? {} : { topicContains }), ...times };
}
