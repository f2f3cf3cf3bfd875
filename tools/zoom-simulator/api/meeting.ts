import type { FastifyInstance } from 'fastify';
import { sendJson } from '../reply.ts';
import type { Simulation } from '../simulation.ts';
import type { Kind, Meeting, User } from '../types.ts';
import { grantOf, requireAccess } from './access.ts';
import { findMeeting, hostingProblem } from './lookup.ts';
import { sendProblem } from './problems.ts';

/** `GET /meetings/{meetingId}` and `GET /webinars/{webinarId}`. */
export function meetingRoute(app: FastifyInstance, simulation: Simulation, kind: Kind): void {
  const scope = kind === 'meetings' ? 'meeting:read:meeting' : 'webinar:read:webinar';
  app.get<{ Params: { id: string } }>(
    `/${kind}/:id`,
    { preHandler: requireAccess(simulation, { scope, label: 'Light' }) },
    (request, reply) => {
      const { user } = grantOf(request);
      const { meeting, problem } = findMeeting(simulation, kind, user, request.params.id);
      if (problem) return sendProblem(reply, problem);
      const hosting = hostingProblem(kind, user);
      if (hosting) return sendProblem(reply, hosting);
      return sendJson(reply, 200, detailsOf(meeting, user));
    },
  );
}

function detailsOf(meeting: Meeting, host: User) {
  const isMeeting = meeting.kind === 'meetings';
  const recurring = meeting.occurrences.length > 0;
  return {
    uuid: meeting.uuid,
    id: BigInt(meeting.id),
    host_id: meeting.hostId,
    host_email: host.email,
    topic: meeting.topic,
    type: meeting.type,
    status: isMeeting ? (meeting.live ? 'started' : 'waiting') : undefined,
    start_time: meeting.startTime,
    duration: meeting.duration,
    timezone: meeting.timezone,
    agenda: meeting.agenda,
    created_at: meeting.createdAt,
    start_url: `https://simulator.example/s/${meeting.id}?zak=simulated`,
    join_url: joinUrl(meeting),
    password: meeting.password,
    h323_password: meeting.password,
    pstn_password: meeting.password,
    encrypted_password: 'simulated',
    pmi: meeting.type === 4 ? meeting.id : undefined,
    occurrences: recurring ? meeting.occurrences : undefined,
    recurrence: recurring ? { type: 2, repeat_interval: 1, weekly_days: '2', end_times: 12 } : undefined,
    settings: {
      host_video: true,
      participant_video: false,
      join_before_host: false,
      mute_upon_entry: true,
      waiting_room: isMeeting,
      use_pmi: meeting.type === 4,
      approval_type: 2,
      audio: 'both',
      auto_recording: 'none',
      alternative_hosts: '',
      encryption_type: isMeeting ? encryptionOf(meeting) : undefined,
    },
  };
}

function encryptionOf(meeting: Meeting): string {
  return meeting.endToEndEncrypted ? 'e2ee' : 'enhanced_encryption';
}

export function joinUrl(meeting: Meeting): string {
  return `https://simulator.example/j/${meeting.id}?pwd=simulated`;
}
