import type { DestinationSwitches } from '../../destination-switches/switches.ts';
import type { ReadBroadcast } from '../../livestreams/broadcast.ts';
import type { StartStop } from '../../livestreams/start-stop.ts';
import { type FieldError, Problem } from '../../problem.ts';
import type { StatusUpdate } from '../../zoom/livestream-status.ts';
import type { MeetingKind } from '../../zoom/meeting.ts';
import { noContent } from '../no-content.ts';
import type { TypedApp } from '../typed-app.ts';
import { MeetingParameters } from './schemas.ts';
import { LivestreamStatus, MeetingStatusUpdate, WebinarStatusUpdate } from './status-schemas.ts';

export interface StatusRoutesOptions {
  kind: MeetingKind;
  status: StartStop;
  broadcast: ReadBroadcast;
  switches: Pick<DestinationSwitches, 'requireNone' | 'giveUp'>;
}

/** Read the live status, start and stop a livestream, and change its layout and captions. */
export async function statusRoutes(
  app: TypedApp,
  { kind, status, broadcast, switches }: StatusRoutesOptions,
): Promise<void> {
  const readSchema = {
    summary: `Get the live status of a ${kind}’s livestream, with the settings of its start`,
    params: MeetingParameters,
    response: { 200: LivestreamStatus },
  };
  app.get('/:id/livestream/status', { schema: readSchema }, async (request) =>
    broadcast(request.userId, { kind, id: request.params.id }),
  );

  const schema = {
    summary:
      kind === 'meeting'
        ? 'Start or stop a livestream, or change its layout and captions'
        : 'Start or stop a livestream',
    params: MeetingParameters,
    body: kind === 'meeting' ? MeetingStatusUpdate : WebinarStatusUpdate,
    response: noContent('Zoom accepted the update'),
  };
  app.patch('/:id/livestream/status', { schema }, async (request, reply) => {
    const update: StatusUpdate = request.body;
    const errors = ineffectiveSettings(update);
    if (errors.length > 0) throw new Problem('invalid_request', { errors });
    const meeting = { kind, id: request.params.id };
    // A switch would start the livestream again after this stop.
    if (update.action === 'stop') await switches.giveUp(request.userId, meeting);
    if (update.action === 'start') await switches.requireNone(request.userId, meeting);
    await status.change(request.userId, meeting, update);
    // A failed switch is not running.
    if (update.action === 'start') await switches.giveUp(request.userId, meeting);
    return reply.code(204).send();
  });
}

/** The actions that use each setting. Zoom silently ignores settings with any other action. */
const ACTIONS_OF_SETTING = {
  active_speaker_name: ['start'],
  display_name: ['start'],
  layout: ['start', 'mode'],
  close_caption: ['start', 'mode'],
} as const satisfies Record<string, readonly StatusUpdate['action'][]>;

function ineffectiveSettings({ action, settings }: StatusUpdate): FieldError[] {
  const names = Object.keys(settings ?? {}) as (keyof typeof ACTIONS_OF_SETTING)[];
  if (action === 'mode' && names.length === 0)
    return [{ field: 'settings', message: 'is required for mode: layout, close_caption or both' }];
  return names
    .filter((name) => !ACTIONS_OF_SETTING[name].some((allowed) => allowed === action))
    .map((name) => ({ field: `settings.${name}`, message: `has no effect with ${action}` }));
}
