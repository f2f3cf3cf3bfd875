import { randomUUID } from 'node:crypto';
import type { Simulator } from '../../tools/zoom-simulator/simulator.ts';
import {
  type RecordedRequest,
  type RequestFilter,
  seededUsers,
} from '../../tools/zoom-simulator/simulator.ts';
import type { RunningApp } from './app.ts';

/** Simulated hosts: two of one account, and one of another. */
export const HOST: string = seededUsers.events.id;
export const COLLEAGUE: string = seededUsers.training.id;
export const STRANGER: string = seededUsers.council.id;

/** What a host has configured, in Zoom's names. The key has a last four of its own. */
export const CONFIGURED = {
  stream_url: 'rtmp://ingest.example/live',
  stream_key: 'canary-stream-key-9z7q',
  page_url: 'https://watch.example/here',
  resolution: '720p',
} as const;

export type Kind = 'meetings' | 'webinars';
export const KINDS: readonly Kind[] = ['meetings', 'webinars'];

/** Adds a meeting or webinar with a livestream, whose id no other has, and says where it is asked for. */
export function addHosted(
  { state, addMeeting, addWebinar }: Simulator,
  kind: Kind = 'meetings',
  given: Parameters<Simulator['addMeeting']>[0] = {},
) {
  const add = kind === 'meetings' ? addMeeting : addWebinar;
  const meeting = add({ hostId: HOST, livestream: { ...CONFIGURED }, ...given });
  const livestream = () => state[kind].get(meeting.id)?.livestream;
  return {
    id: meeting.id,
    meeting,
    path: `/api/${kind}/${meeting.id}/livestream`,
    zoomPath: `/v2/${kind}/${meeting.id}/livestream`,
    /** What Zoom holds now. */
    atZoom: livestream,
    /** Changes it at Zoom, as a host does on Zoom's own pages. */
    edit(change: Partial<Record<keyof typeof CONFIGURED, string>>) {
      meeting.livestream = { ...CONFIGURED, ...livestream(), ...change };
    },
  };
}

/** Calls to Zoom's REST API so far; the token endpoint's are not among them. */
export function apiCalls({ requests }: Simulator, filter: RequestFilter = {}): RecordedRequest[] {
  return requests({ path: /^\/v2\//, ...filter });
}

/** Refreshes so far. */
export function refreshes({ requests }: Simulator): RecordedRequest[] {
  return requests({ method: 'POST', path: '/oauth/token' }).filter(
    ({ body }) => (body as { grant_type?: string } | undefined)?.grant_type === 'refresh_token',
  );
}

/** Runs SQL as an operator would, then has every process forget what it keeps of this user. */
export async function changeRows(uplink: RunningApp, userId: string, sql: string): Promise<number> {
  const { rowCount } = await uplink.database.pool.query(sql, [userId]);
  await dropCachedUser(uplink, userId);
  return rowCount ?? 0;
}

/** Makes all copies of this user an hour old. */
export async function expireCached(uplink: RunningApp, userId: string): Promise<void> {
  for (const table of ['livestream', 'listing_page']) {
    const older = `update ${table} set fetched_at = fetched_at - interval '1 hour' where user_id = $1`;
    await changeRows(uplink, userId, older);
  }
}

/** Tells all processes that the user changed, and waits until this one has heard it. */
export async function dropCachedUser(uplink: RunningApp, userId: string): Promise<void> {
  const payload = JSON.stringify({ kind: 'user', user_id: userId });
  await uplink.database.pool.query('select pg_notify($1, $2)', ['uplink', payload]);
  await notificationsReceived(uplink);
}

/** Resolves when this process has heard everything that was told until now: notifications come in order. */
export async function notificationsReceived({ database, pubsub }: RunningApp): Promise<void> {
  const kind = `last-${randomUUID()}`;
  const heard = new Promise<void>((resolve) => {
    const stop = pubsub.on(kind, () => {
      stop();
      resolve();
    });
  });
  await database.pool.query('select pg_notify($1, $2)', ['uplink', JSON.stringify({ kind })]);
  await heard;
}

/** Resolves when `holds` does; the test's own time limit ends it otherwise. */
export async function waitUntil(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}
