import { Type } from 'typebox';
import type { DestinationSwitches } from '../../destination-switches/switches.ts';
import { costs } from '../../limits.ts';
import { Problem } from '../../problem.ts';
import type { MeetingKind } from '../../zoom/meeting.ts';
import { noContent } from '../no-content.ts';
import type { TypedApp } from '../typed-app.ts';
import { MeetingParameters } from './schemas.ts';
import { NewSwitch, Switch } from './switch-schemas.ts';

export interface SwitchRoutesOptions {
  kind: MeetingKind;
  switches: DestinationSwitches;
}

/** Switch a livestream to another saved destination, also while it is live. */
export async function switchRoutes(app: TypedApp, { kind, switches }: SwitchRoutesOptions): Promise<void> {
  const path = '/:id/livestream/switch';
  const params = MeetingParameters;

  const createSchema = {
    summary: `Switch the livestream of a ${kind} to a saved destination: stop, change the settings, start`,
    params,
    body: NewSwitch,
    response: { 202: Switch },
  };
  const limitSwitch = app.limitCost(costs.destinationSwitch);
  app.post(path, { schema: createSchema, onRequest: limitSwitch }, async (request, reply) => {
    const meeting = { kind, id: request.params.id };
    const begun = await switches.create(request.userId, meeting, {
      destinationId: request.body.destination_id,
      ifMatch: request.headers['if-match'],
    });
    return reply.code(202).header('location', locationOf(meeting)).send(begun);
  });

  const readSchema = {
    summary: `Get the latest switch of a ${kind} to another destination; 204 if there is none`,
    params,
    response: { 200: Switch, 204: Type.Null() },
  };
  app.get(path, { schema: readSchema }, async (request, reply) => {
    const found = await switches.read(request.userId, { kind, id: request.params.id });
    return found === undefined ? reply.code(204).send(null) : found;
  });

  const retrySchema = {
    summary: 'Continue a failed switch with the step that failed',
    params,
    response: { 202: Switch },
  };
  app.post(`${path}/retry`, { schema: retrySchema, onRequest: limitSwitch }, async (request, reply) => {
    const meeting = { kind, id: request.params.id };
    const begun = await switches.retry(request.userId, meeting);
    return reply.code(202).header('location', locationOf(meeting)).send(begun);
  });

  const deleteSchema = {
    summary: 'Give up a switch: send nothing else to Zoom, and forget it',
    params,
    response: noContent('Given up'),
  };
  app.delete(path, { schema: deleteSchema }, async (request, reply) => {
    const meeting = { kind, id: request.params.id };
    if ((await switches.read(request.userId, meeting)) === undefined) throw new Problem('not_found');
    await switches.giveUp(request.userId, meeting);
    return reply.code(204).send();
  });
}

function locationOf({ kind, id }: { kind: MeetingKind; id: string }): string {
  return `/api/${kind}s/${id}/livestream/switch`;
}
