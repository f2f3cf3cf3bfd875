import type { StartStop } from '../../livestreams/start-stop.ts';
import { type FieldError, Problem } from '../../problem.ts';
import type { StatusUpdate } from '../../zoom/livestream-status.ts';
import type { MeetingKind } from '../../zoom/meeting.ts';
import type { TypedApp } from '../typed-app.ts';
import { MeetingParameters } from './schemas.ts';
import { MeetingStatusUpdate, WebinarStatusUpdate } from './status-schemas.ts';

export interface StatusRoutesOptions {
  kind: MeetingKind;
  status: StartStop;
}

/** Going live, stopping, and how a running stream looks. */
export async function statusRoutes(app: TypedApp, { kind, status }: StatusRoutesOptions): Promise<void> {
  const schema = {
    summary: kind === 'meeting' ? 'Start, stop, or change how it looks' : 'Start or stop',
    params: MeetingParameters,
    body: kind === 'meeting' ? MeetingStatusUpdate : WebinarStatusUpdate,
  };
  app.patch('/:id/livestream/status', { schema }, async (request, reply) => {
    const update: StatusUpdate = request.body;
    const errors = misplaced(update);
    if (errors.length > 0) throw new Problem('invalid_request', { errors });
    await status.change(request.userId, { kind, id: request.params.id }, update);
    return reply.code(204).send();
  });
}

/** Zoom takes some settings with some actions only, and passes over the others without a word. */
const TAKEN_WITH = {
  active_speaker_name: ['start'],
  display_name: ['start'],
  layout: ['start', 'mode'],
  close_caption: ['start', 'mode'],
} as const satisfies Record<string, readonly StatusUpdate['action'][]>;

function misplaced({ action, settings }: StatusUpdate): FieldError[] {
  const given = Object.keys(settings ?? {}) as (keyof typeof TAKEN_WITH)[];
  if (action === 'mode' && given.length === 0)
    return [{ field: 'settings', message: 'is needed with mode: layout, close_caption or both' }];
  return given
    .filter((name) => !TAKEN_WITH[name].some((taken) => taken === action))
    .map((name) => ({ field: `settings.${name}`, message: `has no effect with ${action}` }));
}
