import type { FastifyInstance } from 'fastify';
import { sendJson } from '../reply.ts';
import { livestreamUpdate } from '../schemas/livestream.ts';
import type { Simulation } from '../simulation.ts';
import type { Kind, LivestreamConfiguration, Meeting, User } from '../types.ts';
import { grantOf, requireAccess } from './access.ts';
import { findForLivestream } from './lookup.ts';
import { livestreamingOff, sendProblem } from './problems.ts';
import { hideValidation, validationProblem } from './validation.ts';

/** `GET` and `PATCH …/livestream`, for meetings or for webinars. */
export function livestreamRoutes(app: FastifyInstance, simulation: Simulation, kind: Kind): void {
  const resource = kind === 'meetings' ? 'meeting' : 'webinar';
  const path = `/${kind}/:id/livestream`;

  app.get<{ Params: { id: string } }>(
    path,
    { preHandler: requireAccess(simulation, { scope: `${resource}:read:livestream`, label: 'Light' }) },
    (request, reply) => {
      const { user } = grantOf(request);
      const { meeting, problem } = findForLivestream(simulation, kind, user, request.params.id);
      if (problem) return sendProblem(reply, problem);
      return sendJson(reply, 200, meeting.livestream ?? unconfigured(simulation));
    },
  );

  app.patch<{ Params: { id: string }; Body: LivestreamConfiguration }>(
    path,
    {
      schema: { body: livestreamUpdate },
      ...hideValidation,
      preHandler: requireAccess(simulation, {
        scope: `${resource}:update:livestream`,
        label: 'Light',
        update: true,
      }),
    },
    (request, reply) => {
      const { user } = grantOf(request);
      const { meeting, problem } = findForLivestream(simulation, kind, user, request.params.id);
      if (problem) return sendProblem(reply, problem);
      const invalid = validationProblem(request);
      if (invalid) return sendProblem(reply, invalid);
      const off = kind === 'meetings' && !canStream(user);
      if (off && simulation.state.settings.featureOff === 'refused') {
        return sendProblem(reply, livestreamingOff());
      }
      if (!off) keep(meeting, request.body);
      return reply.code(204).send();
    },
  );
}

export function canStream({ features }: User): boolean {
  return features.allowLivestreaming && features.customLivestream;
}

/** An omitted resolution is unchanged. The other three fields are required. */
function keep(meeting: Meeting, update: LivestreamConfiguration): void {
  if (meeting.dropsUpdates) return;
  const { stream_url, stream_key, page_url, resolution = meeting.livestream?.resolution } = update;
  meeting.livestream = {
    stream_url,
    stream_key,
    page_url,
    ...(resolution === undefined ? {} : { resolution }),
  };
}

function unconfigured({ state }: Simulation): Partial<LivestreamConfiguration> {
  if (state.settings.unconfiguredLivestream === 'empty-object') return {};
  return { stream_url: '', stream_key: '', page_url: '' };
}
