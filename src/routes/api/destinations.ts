import type { FastifyReply, onRequestAsyncHookHandler } from 'fastify';
import type { Static } from 'typebox';
import type { PresentedDestination } from '../../destinations/destination.ts';
import type { Destinations } from '../../destinations/destinations.ts';
import type { MeetingsOfDestinations } from '../../destinations/meetings-of-destination.ts';
import { asciiPage } from '../../destinations/page-url.ts';
import { nameError } from '../../destinations/validate-name.ts';
import { costs } from '../../limits.ts';
import { noneMatches } from '../../livestreams/if-match.ts';
import { type FieldError, Problem } from '../../problem.ts';
import { noContent } from '../no-content.ts';
import type { TypedApp } from '../typed-app.ts';
import {
  Destination,
  DestinationChanges,
  DestinationList,
  DestinationMeetings,
  DestinationParameters,
  DestinationQuery,
  NewDestination,
} from './destination-schemas.ts';
import { formats } from './schemas.ts';

export interface DestinationRoutesOptions {
  destinations: Destinations;
  meetingsOfDestinations: MeetingsOfDestinations;
}

/** The user's saved destinations. */
export async function destinationRoutes(
  app: TypedApp,
  { destinations, meetingsOfDestinations }: DestinationRoutesOptions,
): Promise<void> {
  const listSchema = {
    summary: 'List the user’s saved destinations',
    querystring: DestinationQuery,
    response: { 200: DestinationList },
  };
  const limitUsage = app.limitCost(costs.meetingsOfDestinations);
  const onRequest: onRequestAsyncHookHandler = async function limitIncluded(request, reply) {
    if (includesUsage(request.query)) await limitUsage.call(this, request, reply);
  };
  app.get('/destinations', { schema: listSchema, onRequest }, async ({ userId, query }) => {
    const [all, usage] = await Promise.all([
      destinations.list(userId),
      includesUsage(query) ? meetingsOfDestinations.usage(userId) : undefined,
    ]);
    return { destinations: all.map(({ view }) => ({ ...view, ...usage?.get(view.id) })) };
  });

  const createSchema = {
    summary: 'Save a destination',
    body: NewDestination,
    response: { 201: Destination },
  };
  app.post('/destinations', { schema: createSchema }, async (request, reply) => {
    const { name, stream_url: streamUrl, stream_key: streamKey } = validated(request.body);
    const { page_url: pageUrl, resolution, service } = request.body;
    const created = await destinations.create(request.userId, {
      name: name.trim(),
      streamUrl,
      streamKey,
      pageUrl: asciiPage(pageUrl ?? ''),
      resolution: resolution ?? null,
      ...(service === undefined ? {} : { service }),
    });
    reply.code(201).header('location', `/api/destinations/${created.view.id}`);
    return tagged(reply, created);
  });

  const params = DestinationParameters;
  const readSchema = { summary: 'Get a saved destination', params, response: { 200: Destination } };
  app.get('/destinations/:id', { schema: readSchema }, async (request, reply) => {
    const destination = await destinations.get(request.userId, request.params.id);
    const ifNoneMatch = request.headers['if-none-match'];
    const isKnown = ifNoneMatch !== undefined && noneMatches(ifNoneMatch, destination.etag);
    return isKnown ? notModified(reply, destination) : tagged(reply, destination);
  });

  const meetingsSchema = {
    summary: 'List the meetings and webinars that use a saved destination',
    params,
    response: { 200: DestinationMeetings },
  };
  app.get(
    '/destinations/:id/meetings',
    { schema: meetingsSchema, onRequest: app.limitCost(costs.meetingsOfDestinations) },
    async (request) => ({ meetings: await meetingsOfDestinations.list(request.userId, request.params.id) }),
  );

  const changeSchema = {
    summary: 'Change a saved destination',
    params,
    body: DestinationChanges,
    response: { 200: Destination },
  };
  app.patch('/destinations/:id', { schema: changeSchema }, async (request, reply) => {
    const { userId, params, headers } = request;
    const changes = changesOf(validated(request.body));
    return tagged(reply, await destinations.change(userId, params.id, changes, headers['if-match']));
  });

  const deleteSchema = { summary: 'Delete a saved destination', params, response: noContent('Deleted') };
  app.delete('/destinations/:id', { schema: deleteSchema }, async (request, reply) => {
    await destinations.remove(request.userId, request.params.id);
    return reply.code(204).send();
  });
}

function includesUsage(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'include' in query && query.include === 'usage';
}

function tagged(reply: FastifyReply, { view, etag }: PresentedDestination) {
  reply.header('etag', etag);
  return view;
}

function notModified(reply: FastifyReply, { etag }: PresentedDestination): FastifyReply {
  return reply.header('etag', etag).code(304).send();
}

type Body = Static<typeof DestinationChanges>;

/**
 * Validates what the schema can't express: the length of a trimmed name, and an empty watch page.
 */
function validated<Fields extends Body>(body: Fields): Fields {
  const { name, page_url: pageUrl } = body;
  const errors: FieldError[] = [];
  const invalidName = name === undefined ? undefined : nameError(name.trim());
  if (invalidName !== undefined) errors.push(invalidName);
  if (pageUrl && !formats['page-url'](pageUrl))
    errors.push({
      field: 'page_url',
      message: 'must be an http or https URL without user name and password, or empty',
      reason: 'page_address',
    });
  if (errors.length > 0) throw new Problem('invalid_request', { errors });
  return body;
}

function changesOf(body: Body) {
  const { name, stream_url: streamUrl, stream_key: streamKey, page_url: pageUrl, resolution, service } = body;
  return {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(streamUrl === undefined ? {} : { streamUrl }),
    ...(streamKey === undefined ? {} : { streamKey }),
    ...(pageUrl === undefined ? {} : { pageUrl: asciiPage(pageUrl ?? '') }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(service === undefined ? {} : { service }),
  };
}
