import type { FastifyInstance } from 'fastify';
import { zoomDateTime } from '../clock.ts';
import { liveStreamingEvent } from '../events/meeting-events.ts';
import { meetingStatusUpdate, webinarStatusUpdate } from '../schemas/livestream.ts';
import type { Simulation } from '../simulation.ts';
import type { Kind, Meeting, User } from '../types.ts';
import { grantOf, requireAccess } from './access.ts';
import { canStream } from './livestream.ts';
import { findForLivestream, invalidId } from './lookup.ts';
import {
  endToEndEncrypted,
  livestreamingOff,
  type Problem,
  sendProblem,
  startedTooSoonAfter,
  webinarNotConfigured,
} from './problems.ts';
import { hideValidation, validationProblem } from './validation.ts';

interface StatusUpdate {
  action: 'start' | 'stop' | 'mode';
  settings?: Record<string, unknown>;
}

/**
 * `PATCH …/livestream/status`: starts, stops, or (meetings) changes the view of the running
 * livestream.
 */
export function livestreamStatusRoute(app: FastifyInstance, simulation: Simulation, kind: Kind): void {
  const resource = kind === 'meetings' ? 'meeting' : 'webinar';
  app.patch<{ Params: { id: string }; Body: StatusUpdate }>(
    `/${kind}/:id/livestream/status`,
    {
      schema: { body: kind === 'meetings' ? meetingStatusUpdate : webinarStatusUpdate },
      ...hideValidation,
      preHandler: requireAccess(simulation, {
        scope: `${resource}:update:livestream_status`,
        label: 'Light',
      }),
    },
    (request, reply) => {
      const { user } = grantOf(request);
      const { meeting, problem } = findForLivestream(simulation, kind, user, request.params.id);
      if (problem) {
        return sendProblem(
          reply,
          problem.code === 300 ? invalidId(kind, `Invalid ${resource} ID.`) : problem,
        );
      }
      const now = simulation.clock.now();
      const rejected =
        validationProblem(request) ??
        runningProblem(meeting) ??
        (request.body.action === 'start'
          ? startProblem(simulation, meeting, user, now)
          : notStreamingProblem(meeting));
      if (rejected) return sendProblem(reply, rejected);
      change(simulation, meeting, request.body, now);
      return reply.code(204).send();
    },
  );
}

function runningProblem(meeting: Meeting): Problem | undefined {
  if (meeting.endToEndEncrypted) return endToEndEncrypted();
  if (meeting.live) return undefined;
  if (meeting.kind === 'meetings') {
    return { status: 400, code: 4927, message: `Meeting ${meeting.id} has not started.` };
  }
  // the service writes ids with thousands separators here: clients should not parse them from a
  // message
  const id = BigInt(meeting.id).toLocaleString('en-US');
  return { status: 400, code: 200, message: `Webinar ${id} has not started.` };
}

function startProblem({ state }: Simulation, meeting: Meeting, user: User, now: number): Problem | undefined {
  if (meeting.kind === 'webinars' && !meeting.livestream) return webinarNotConfigured();
  // Zoom documents no body for a meeting that was never configured; this is the most similar one
  if (meeting.kind === 'meetings' && (!canStream(user) || !meeting.livestream)) return livestreamingOff();
  const { lastStartAt } = meeting;
  const { startIntervalSeconds } = state.settings;
  if (lastStartAt !== undefined && now - lastStartAt < startIntervalSeconds * 1000) {
    return startedTooSoonAfter(meeting.id, startIntervalSeconds);
  }
  return undefined;
}

/** Zoom returns an error here, but its body is not documented. */
function notStreamingProblem(meeting: Meeting): Problem | undefined {
  if (meeting.streaming) return undefined;
  return { status: 400, code: 300, message: 'The livestream has not started.' };
}

function change(simulation: Simulation, meeting: Meeting, update: StatusUpdate, now: number): void {
  if (update.action === 'start') {
    meeting.lastStartAt = now;
    meeting.streaming ??= { since: zoomDateTime(now), settings: {} };
    Object.assign(meeting.streaming.settings, update.settings);
    notify(simulation, meeting, 'meeting.live_streaming_started');
    return;
  }
  if (update.action === 'mode') {
    Object.assign(meeting.streaming?.settings ?? {}, update.settings);
    return;
  }
  delete meeting.streaming;
  notify(simulation, meeting, 'meeting.live_streaming_stopped');
}

/** Zoom has no such event for webinars. */
export function notify(
  simulation: Simulation,
  meeting: Meeting,
  event: 'meeting.live_streaming_started' | 'meeting.live_streaming_stopped',
): void {
  if (meeting.kind !== 'meetings') return;
  simulation.events.emit(meeting.hostId, event, (host) =>
    liveStreamingEvent(meeting, host, simulation.clock.now()),
  );
}
