import type { FastifyInstance } from 'fastify';
import { createdEvent } from '../events/meeting-events.ts';
import { sendJson } from '../reply.ts';
import type { Happenings } from '../scenario-events.ts';
import type { Simulation } from '../simulation.ts';
import { addMeeting, type NewMeeting } from '../state.ts';
import type { Kind, LivestreamConfiguration, Meeting } from '../types.ts';

interface MeetingChange {
  topic?: string;
  agenda?: string;
  startTime?: string;
  duration?: number;
  live?: boolean;
  endToEndEncrypted?: boolean;
  dropsUpdates?: boolean;
  hostId?: string;
  livestream?: LivestreamConfiguration | null;
}

const text = { type: 'string' };
const flag = { type: 'boolean' };
const changeProperties = {
  topic: text,
  agenda: text,
  startTime: text,
  duration: { type: 'integer', minimum: 0 },
  live: flag,
  endToEndEncrypted: flag,
  dropsUpdates: flag,
  hostId: text,
  livestream: {
    type: ['object', 'null'],
    required: ['stream_url', 'stream_key', 'page_url'],
    additionalProperties: false,
    properties: { stream_url: text, stream_key: text, page_url: text, resolution: text },
  },
};
const meetingChange = { type: 'object', additionalProperties: false, properties: changeProperties };
const newMeeting = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...changeProperties,
    id: { type: 'string', pattern: '^\\d{1,19}$' },
    type: { type: 'integer' },
  },
};

/**
 * `/control/meetings` and `/control/webinars`; ids are strings here. Changes send the events that
 * Zoom would.
 */
export function meetingControls(app: FastifyInstance, simulation: Simulation, happenings: Happenings): void {
  for (const kind of ['meetings', 'webinars'] as const) controlsOf(app, simulation, happenings, kind);
}

function controlsOf(
  app: FastifyInstance,
  { state, clock, events }: Simulation,
  happenings: Happenings,
  kind: Kind,
): void {
  const find = (id: string): Meeting => {
    const meeting = state[kind].get(id);
    if (!meeting) throw new Error(`There is no ${id} among the ${kind}.`);
    return meeting;
  };

  app.get(`/control/${kind}`, (_request, reply) =>
    sendJson(reply, 200, { [kind]: [...state[kind].values()] }),
  );

  app.post<{ Body: NewMeeting }>(`/control/${kind}`, { schema: { body: newMeeting } }, (request, reply) => {
    const meeting = addMeeting(state, clock, kind, request.body);
    if (kind === 'meetings')
      events.emit(meeting.hostId, 'meeting.created', (host) => createdEvent(meeting, host));
    return sendJson(reply, 201, meeting);
  });

  app.patch<{ Params: { id: string }; Body: MeetingChange }>(
    `/control/${kind}/:id`,
    { schema: { body: meetingChange } },
    (request, reply) => {
      const meeting = find(request.params.id);
      change(meeting, request.body, happenings);
      return sendJson(reply, 200, meeting);
    },
  );

  app.delete<{ Params: { id: string } }>(`/control/${kind}/:id`, (request, reply) => {
    happenings.deleteMeeting(find(request.params.id).id);
    return reply.code(204).send();
  });
}

function change(meeting: Meeting, body: MeetingChange, happenings: Happenings): void {
  const { topic, agenda, startTime, duration, live, livestream, ...plain } = body;
  Object.assign(meeting, plain);
  if (livestream === null) delete meeting.livestream;
  if (livestream) meeting.livestream = livestream;
  const edited = Object.entries({ topic, agenda, startTime, duration }).filter(
    ([, value]) => value !== undefined,
  );
  if (edited.length > 0) happenings.editMeeting(meeting.id, Object.fromEntries(edited));
  if (live === true && !meeting.live) happenings.startMeeting(meeting.id);
  if (live === false && meeting.live) happenings.endMeeting(meeting.id);
}
