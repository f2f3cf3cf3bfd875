import type { History } from '../../livestreams/history.ts';
import type { MeetingKind } from '../../zoom/meeting.ts';
import type { TypedApp } from '../typed-app.ts';
import { ChangeList, Restoration } from './history-schemas.ts';
import { Livestream, MeetingParameters } from './schemas.ts';

export interface HistoryRoutesOptions {
  kind: MeetingKind;
  history: History;
}

/** History of a livestream's settings, and restoring an earlier version. */
export async function historyRoutes(app: TypedApp, { kind, history }: HistoryRoutesOptions): Promise<void> {
  const listSchema = {
    summary: `List the changes to the livestream of a ${kind}`,
    params: MeetingParameters,
    response: { 200: ChangeList },
  };
  app.get('/:id/livestream/history', { schema: listSchema }, async (request) => ({
    changes: await history.list(request.userId, { kind, id: request.params.id }),
  }));

  const restoreSchema = {
    summary: `Restore the livestream of a ${kind} to its state before a change`,
    params: MeetingParameters,
    body: Restoration,
    response: { 200: Livestream },
  };
  app.post('/:id/livestream/restore', { schema: restoreSchema }, async (request, reply) => {
    const meeting = { kind, id: request.params.id };
    const ifMatch = request.headers['if-match'];
    const { change_id: changeId } = request.body;
    const { view, etag } = await history.restore(request.userId, meeting, changeId, ifMatch);
    reply.header('etag', etag);
    return view;
  });
}
