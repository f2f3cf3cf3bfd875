import { randomUUID } from 'node:crypto';
import type { Simulator } from '../../tools/zoom-simulator/simulator.ts';
import {
  type RecordedRequest,
  type RequestFilter,
  seededUsers,
} from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, type StartAppOptions, startApp, type Test } from './app.ts';

export { waitUntil } from './eventually.ts';

/** Simulated hosts: two of one account, and one of another. */
export const HOST: string = seededUsers.events.id;
export const COLLEAGUE: string = seededUsers.training.id;
export const STRANGER: string = seededUsers.council.id;

/**
 * A livestream configuration with Zoom's member names. The last four characters of the key are
 * unique.
 */
export const CONFIGURED = {
  stream_url: 'rtmp://ingest.example/live',
  stream_key: 'canary-stream-key-9z7q',
  page_url: 'https://watch.example/here',
  resolution: '720p',
} as const;

export type Kind = 'meetings' | 'webinars';
export const KINDS: readonly Kind[] = ['meetings', 'webinars'];

/** Adds a meeting or webinar with a livestream and a unique id. Returns its paths. */
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
    /** The current configuration at Zoom. */
    atZoom: livestream,
    /** Changes the configuration at Zoom, as a host does on Zoom's web portal. */
    edit(change: Partial<Record<keyof typeof CONFIGURED, string>>) {
      meeting.livestream = { ...CONFIGURED, ...livestream(), ...change };
    },
  };
}

/**
 * Starts the app and signs the host in. Faults and recorded requests are cleared before each test
 * of the file.
 */
export async function startWithHost(
  t: Test & { beforeEach(fn: () => void): void },
  options?: StartAppOptions,
) {
  const uplink = await startApp(t, options);
  const { simulator } = uplink;
  const host = await uplink.signIn(HOST);
  t.beforeEach(() => {
    simulator.clearFaults();
    simulator.clearRequests();
  });
  return { uplink, simulator, host };
}

/** Calls to Zoom's REST API so far, without those to the token endpoint. */
export function apiCalls({ requests }: Simulator, filter: RequestFilter = {}): RecordedRequest[] {
  return requests({ path: /^\/v2\//, ...filter });
}

/** Token refreshes so far. */
export function refreshes({ requests }: Simulator): RecordedRequest[] {
  return requests({ method: 'POST', path: '/oauth/token' }).filter(
    ({ body }) => (body as { grant_type?: string } | undefined)?.grant_type === 'refresh_token',
  );
}

/** Runs SQL like an operator, then invalidates the cached data of this user in every process. */
export async function changeRows(uplink: RunningApp, userId: string, sql: string): Promise<number> {
  const { rowCount } = await uplink.database.pool.query(sql, [userId]);
  await dropCachedUser(uplink, userId);
  return rowCount ?? 0;
}

/** Makes all cached values of this user one hour older. */
export async function expireCached(uplink: RunningApp, userId: string): Promise<void> {
  for (const table of ['livestream', 'listing_page']) {
    const older = `update ${table} set fetched_at = fetched_at - interval '1 hour' where user_id = $1`;
    await changeRows(uplink, userId, older);
  }
}

/** Notifies all processes that the user changed. Resolves when this process has received it. */
export async function dropCachedUser(uplink: RunningApp, userId: string): Promise<void> {
  const payload = JSON.stringify({ kind: 'user', user_id: userId });
  await uplink.database.pool.query('select pg_notify($1, $2)', ['uplink', payload]);
  await notificationsReceived(uplink);
}

/** Resolves when this process has received all notifications sent so far: they arrive in order. */
export async function notificationsReceived({ database, pubsub }: RunningApp): Promise<void> {
  const kind = `last-${randomUUID()}`;
  const received = new Promise<void>((resolve) => {
    const stop = pubsub.on(kind, () => {
      stop();
      resolve();
    });
  });
  await database.pool.query('select pg_notify($1, $2)', ['uplink', JSON.stringify({ kind })]);
  await received;
}
