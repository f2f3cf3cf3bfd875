import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { sendJson } from '../reply.ts';
import type { Simulation } from '../simulation.ts';
import type { Kind, Meeting } from '../types.ts';
import { grantOf, isSelf, requireAccess } from './access.ts';
import { hostingProblem } from './lookup.ts';
import { joinUrl } from './meeting.ts';
import { badPageToken, type Problem, sendProblem, userDoesNotExist, validationFailed } from './problems.ts';
import { isListingType, selectMeetings } from './selection.ts';

type Query = Partial<
  Record<'type' | 'page_size' | 'next_page_token' | 'page_number' | 'from' | 'to', string>
>;

/** Larger sizes are reduced to this one. */
const MAX_PAGE_SIZE = 300;

/**
 * The position that a page token identifies. Tokens are random and valid for 15 minutes, as in
 * Zoom.
 */
interface PageToken {
  userId: string;
  query: string;
  offset: number;
  expiresAt: number;
}

/** `GET /users/me/meetings` and `GET /users/me/webinars`. */
export function listingRoute(app: FastifyInstance, simulation: Simulation, kind: Kind): void {
  const scope = kind === 'meetings' ? 'meeting:read:list_meetings' : 'webinar:read:list_webinars';
  const pageTokens = new Map<string, PageToken>();

  app.get<{ Params: { userId: string }; Querystring: Query }>(
    `/users/:userId/${kind}`,
    { preHandler: requireAccess(simulation, { scope, label: 'Medium' }) },
    (request, reply) => {
      const { user } = grantOf(request);
      if (!isSelf(request.params.userId, user)) {
        return sendProblem(reply, userDoesNotExist(request.params.userId));
      }
      const problem = hostingProblem(kind, user) ?? problemOf(kind, request.query);
      if (problem) return sendProblem(reply, problem);
      const { type = 'scheduled', next_page_token: presented, from, to } = request.query;
      const pageSize = Math.min(Number(request.query.page_size ?? 30), MAX_PAGE_SIZE);
      const query = JSON.stringify([type, pageSize, from, to]);
      const now = simulation.clock.now();

      const token = presented ? pageTokens.get(presented) : undefined;
      if (presented && (token?.userId !== user.id || token.query !== query || token.expiresAt <= now)) {
        return sendProblem(reply, badPageToken());
      }
      const offset = token?.offset ?? (Number(request.query.page_number ?? 1) - 1) * pageSize;
      const own = [...simulation.state[kind].values()].filter((meeting) => meeting.hostId === user.id);
      const all = selectMeetings(own, type, { now, from, to });
      const end = offset + pageSize;

      let nextPageToken = '';
      if (end < all.length) {
        nextPageToken = randomBytes(18).toString('base64url');
        const expiresAt = now + simulation.state.settings.pageTokenSeconds * 1000;
        pageTokens.set(nextPageToken, { userId: user.id, query, offset: end, expiresAt });
      }
      return sendJson(reply, 200, {
        page_count: Math.ceil(all.length / pageSize),
        page_number: Math.floor(offset / pageSize) + 1,
        page_size: pageSize,
        total_records: all.length,
        next_page_token: nextPageToken,
        [kind]: all.slice(offset, end).map(listed),
      });
    },
  );
}

function problemOf(kind: Kind, query: Query): Problem | undefined {
  const errors: { field: string; message: string }[] = [];
  if (!isWholeNumber(query.page_size ?? '30', 1_000_000))
    errors.push({ field: 'page_size', message: 'Invalid field.' });
  if (!isWholeNumber(query.page_number ?? '1', 100_000)) {
    errors.push({ field: 'page_number', message: 'Invalid field.' });
  }
  if (!isListingType(kind, query.type ?? 'scheduled'))
    errors.push({ field: 'type', message: 'Invalid field.' });
  return errors.length > 0 ? validationFailed(errors) : undefined;
}

function isWholeNumber(text: string, most: number): boolean {
  return /^[1-9]\d{0,6}$/.test(text) && Number(text) <= most;
}

function listed(meeting: Meeting) {
  return {
    uuid: meeting.uuid,
    id: BigInt(meeting.id),
    host_id: meeting.hostId,
    topic: meeting.topic,
    type: meeting.type,
    start_time: meeting.startTime,
    duration: meeting.duration,
    timezone: meeting.timezone,
    agenda: meeting.agenda ? meeting.agenda.slice(0, 250) : undefined,
    created_at: meeting.createdAt,
    join_url: joinUrl(meeting),
  };
}
