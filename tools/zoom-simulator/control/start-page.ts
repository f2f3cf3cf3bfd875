import type { FastifyInstance } from 'fastify';
import { escapeHtml, htmlPage } from '../html.ts';
import type { Happenings } from '../scenario-events.ts';
import type { Simulation } from '../simulation.ts';

/**
 * `GET /s/:id`: Zoom's page on which the host starts a meeting or webinar. Here it starts when the
 * page is opened, as in Zoom for a host who is signed in.
 */
export function startPageRoute(app: FastifyInstance, { state }: Simulation, happenings: Happenings): void {
  app.get<{ Params: { id: string } }>('/s/:id', (request, reply) => {
    const { id } = request.params;
    const meeting = state.meetings.get(id) ?? state.webinars.get(id);
    reply.type('text/html; charset=utf-8');
    if (!meeting)
      return reply.code(404).send(htmlPage('Start', '<div class="card"><h1>No such meeting</h1></div>'));
    if (!meeting.live) happenings.startMeeting(id);
    const content = `<div class="card"><h1>${escapeHtml(meeting.topic)}</h1>
<p>In progress. Return to the other tab to go live.</p></div>`;
    return reply.send(htmlPage('In progress', content));
  });
}
