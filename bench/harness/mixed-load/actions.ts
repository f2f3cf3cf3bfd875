import { sign } from '../../../tools/zoom-simulator/events/signature.ts';
import { payloadOf } from '../events.ts';
import { marketplace } from '../uplink.ts';
import { signIn } from '../zoom.ts';
import type { Failure, Kind, Measurement } from './measurements.ts';
import type { MeetingRecord } from './meeting-record.ts';
import { type SeenSettings, settingsOf } from './settings.ts';
import { epochMs, type Received, type Target, type Targets } from './targets.ts';
import type { LoadUser } from './traffic.ts';

export interface ActionsOptions {
  targets: Targets;
  records: readonly MeetingRecord[];
  users: ReadonlyMap<string, LoadUser>;
  /** Users who only sign in. */
  visitors: readonly string[];
  /** How long an update that failed may still reach Zoom (milliseconds). */
  holdMs: number;
  measured(measurement: Measurement): void;
  /** A response that cannot be right. */
  wrong(description: string): void;
  /** The body of an event that was accepted. */
  accepted(body: string): void;
}

/** Sends one request of a kind, about this meeting or its user, and judges the response. Never rejects. */
export type Actions = Record<Kind, (record: MeetingRecord) => Promise<void>> & {
  /** Reads what Zoom has after a failed update. @returns false if that failed */
  reconcile(record: MeetingRecord): Promise<boolean>;
  /** A read through this instance. @returns the version, unless it is marked stale or wrong */
  readFrom(record: MeetingRecord, target: Target): Promise<number | undefined>;
};

interface SeenLivestream extends SeenSettings {
  stale: boolean;
}

/** An outage is not a wrong response. Any other rejection is: what is requested exists and is allowed. */
const OUTAGE = new Set([429, 502, 503, 504]);
const EVENTS = [
  'meeting.updated',
  'meeting.live_streaming_started',
  'meeting.live_streaming_stopped',
  'meeting.started',
] as const;

export function createActions(options: ActionsOptions): Actions {
  const { targets, records, users, visitors, holdMs, measured, wrong, accepted } = options;
  const recordOf = new Map(records.map((record) => [record.owned.meetingId, record]));
  const freeVisitors = [...visitors];
  let events = 0;

  /** Measures a response. @returns whether it is a success */
  function note(kind: Kind, { sentAt, receivedAt, status, code, instance }: Received): boolean {
    const isSuccess = status >= 200 && status < 300;
    measured({ kind, sentAt, receivedAt, failure: isSuccess ? undefined : { status, code } });
    if (!isSuccess && status !== 0 && !isOutage({ status, code }))
      wrong(`${kind}: ${status} ${code} from instance ${instance}`);
    return isSuccess;
  }

  function judge(
    record: MeetingRecord,
    received: Received,
    { seen, isFromZoom }: { seen: SeenLivestream; isFromZoom: boolean },
  ): number | undefined {
    const { sentAt, instance, etag } = received;
    const sighting = { sentAt, instance, isFresh: !seen.stale, isFromZoom };
    const judged = record.judge(seen, etag, sighting);
    if (typeof judged === 'number') return judged;
    const age = Math.round(received.receivedAt - sentAt);
    wrong(`meeting ${record.owned.meetingId}, instance ${instance}, after ${age} ms: ${judged}`);
    return undefined;
  }

  async function get(record: MeetingRecord, fromZoom: boolean, target?: Target): Promise<number | undefined> {
    const { userId, meetingId } = record.owned;
    const received = await targets.send({
      path: `/api/meetings/${meetingId}/livestream`,
      headers: {
        ...users.get(userId)?.headers,
        ...(fromZoom ? { 'cache-control': 'no-cache' } : {}),
      },
      ...(target === undefined ? {} : { target }),
    });
    if (!note(fromZoom ? 'read from Zoom' : 'read', received)) return undefined;
    const seen = received.json as SeenLivestream;
    const version = judge(record, received, { seen, isFromZoom: fromZoom });
    if (version === undefined || seen.stale) return undefined;
    if (fromZoom && !record.isUpdating && received.sentAt > record.heldUntil && !record.isSettled) {
      record.confirm(version, received.receivedAt, received.instance);
    }
    if (record.isSettled && version === record.version) record.etag = received.etag;
    return version;
  }

  async function update(record: MeetingRecord): Promise<void> {
    const { etag, owned } = record;
    if (etag === undefined) return void (await get(record, true));
    const version = record.beginUpdate();
    const received = await targets.send({
      method: 'PATCH',
      path: `/api/meetings/${owned.meetingId}/livestream`,
      headers: { ...users.get(owned.userId)?.headers, 'sec-fetch-site': 'same-origin', 'if-match': etag },
      body: JSON.stringify(settingsOf(owned, version)),
    });
    if (!note('update', received)) {
      record.loseUpdate(version, received.receivedAt + holdMs);
      return;
    }
    const { sentAt, receivedAt, instance } = received;
    const seen = received.json as SeenLivestream;
    const returned = record.judge(seen, received.etag, { sentAt, instance, isFresh: true, isFromZoom: true });
    if (returned !== version) wrong(`update of ${owned.meetingId} to ${version} returned: ${returned}`);
    record.confirm(version, receivedAt, instance);
    record.etag = received.etag;
  }

  async function list({ owned: { userId } }: MeetingRecord): Promise<void> {
    const { headers = {}, meetings = [] } = users.get(userId) ?? {};
    const received = await targets.send({ path: '/api/meetings?type=upcoming', headers });
    if (!note('list', received)) return;
    const listed = (received.json as { meetings: { id: string; livestream: SeenLivestream | null }[] })
      .meetings;
    const ids = listed.map(({ id }) => id).sort();
    if (String(ids) !== String([...meetings].sort())) wrong(`the list of ${userId} has ${ids}`);
    for (const { id, livestream } of listed) {
      const record = recordOf.get(id);
      if (record === undefined || livestream === null) continue;
      judge(record, { ...received, etag: undefined }, { seen: livestream, isFromZoom: false });
    }
  }

  async function webhook(record: MeetingRecord): Promise<void> {
    events += 1;
    // Zoom's value is known only while no update is in progress.
    const name = record.isSettled ? EVENTS[events % EVENTS.length] : EVENTS[0];
    const body = eventBody(record, name ?? EVENTS[0], events);
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const headers = {
      'x-zm-request-timestamp': timestamp,
      'x-zm-signature': sign(marketplace.webhookSecretToken, timestamp, body),
    };
    const received = await targets.send({ method: 'POST', path: '/webhooks/zoom', headers, body });
    if (note('webhook', received)) accepted(body);
  }

  async function visit(): Promise<void> {
    const userId = freeVisitors.shift();
    if (userId === undefined) return;
    const choose = async () => (await targets.choose()).url;
    const sentAt = epochMs();
    const cookie = await signIn(choose, userId).catch((error: unknown) => String(error));
    const receivedAt = epochMs();
    const failed: Failure | undefined = /^[\w-]+=/.test(cookie)
      ? undefined
      : { status: Number(/\d{3}/.exec(cookie)?.[0] ?? 0), code: 'page' };
    measured({ kind: 'sign-in', sentAt, receivedAt, failure: failed });
    if (failed !== undefined && failed.status !== 0 && !isOutage(failed))
      wrong(`sign-in: ${cookie.slice(0, 300)}`);
    if (failed === undefined) {
      const received = await targets.send({ path: '/api/me', headers: { cookie } });
      const { user } = (received.json ?? {}) as { user?: { id: string } };
      if (received.status === 200 ? user?.id !== userId : !isOutage(received) && received.status !== 0)
        wrong(`signed in as ${userId}: ${received.status} ${received.code} ${user?.id}`);
    }
    freeVisitors.push(userId);
  }

  return {
    read: async (record) => void (await get(record, false)),
    'read from Zoom': async (record) => void (await get(record, true)),
    list,
    update,
    webhook,
    'sign-in': visit,
    async reconcile(record) {
      await get(record, true);
      return record.isSettled;
    },
    readFrom: (record, target) => get(record, false, target),
  };
}

function isOutage({ status, code }: Failure): boolean {
  return OUTAGE.has(status) && code !== '';
}

function eventBody({ owned, version }: MeetingRecord, event: (typeof EVENTS)[number], index: number): string {
  const settings = settingsOf(owned, version);
  return JSON.stringify({
    event,
    event_ts: Date.now(),
    payload: payloadOf(event, { ...owned, index, settings }),
  });
}
