import { createHashes } from '../../../src/webhooks/inbox.ts';
import { eventually } from '../../../test/helpers/eventually.ts';
import { eachOf } from '../../../tools/chaos/harness/visitors.ts';
import { type Actions, createActions } from './actions.ts';
import { type EventStream, openEventStream } from './event-streams.ts';
import type { Measurement } from './measurements.ts';
import { MeetingRecord } from './meeting-record.ts';
import { createTargets, type Targets } from './targets.ts';
import { createTraffic, type LoadUser, type Traffic } from './traffic.ts';

export interface MixedLoadOptions {
  /** Of the instances. */
  ports: number[];
  /** Their meetings have version 0 of their settings. */
  users: LoadUser[];
  /** IDs of users who only sign in. */
  visitors: string[];
  streamsPerUser: number;
  /** How long an update that failed may still reach Zoom (milliseconds). */
  holdMs: number;
  /** Base64: for the hashes by which Uplink identifies webhooks. */
  sessionSecret: string;
}

/** Everything that the process of the load has and knows. */
export interface OpenedLoad {
  targets: Targets;
  records: MeetingRecord[];
  actions: Actions;
  traffic: Traffic;
  streams: EventStream[];
  measurements: Measurement[];
  /** Descriptions of responses that cannot be right. */
  wrong: string[];
  /** Hexadecimal keyed hashes. */
  acceptedWebhooks: Set<string>;
}

const SEED = 20_260_101;
const CONCURRENT_READS = 16;
const STREAMS_WITHIN_MS = 60_000;

/** Opens the event streams and reads each meeting once, which gets its entity tag. */
export async function openLoad(options: MixedLoadOptions): Promise<OpenedLoad> {
  const { ports, visitors, streamsPerUser, holdMs, sessionSecret } = options;
  const users = new Map(options.users.map((user) => [user.userId, user]));
  const records = options.users.flatMap(({ userId, meetings }) =>
    meetings.map((meetingId) => new MeetingRecord({ userId, meetingId }, 0)),
  );
  const targets = createTargets(ports);
  const hashes = createHashes(Buffer.from(sessionSecret, 'base64'));
  const measurements: Measurement[] = [];
  const wrong: string[] = [];
  const acceptedWebhooks = new Set<string>();
  const actions = createActions({
    ...{ targets, records, users, visitors, holdMs },
    measured: (measurement) => void measurements.push(measurement),
    wrong: (description) => void wrong.push(`${new Date().toISOString()} ${description}`),
    accepted: (body) => void acceptedWebhooks.add(hashes.body(Buffer.from(body)).toString('hex')),
  });
  const streams = options.users.flatMap(({ userId, headers }) =>
    Array.from({ length: streamsPerUser }, () =>
      openEventStream({ userId, headers, choose: targets.choose }),
    ),
  );
  const areOpen = () => streams.every((stream) => stream.isConnected());
  if (!(await eventually(areOpen, { withinMs: STREAMS_WITHIN_MS })))
    throw new Error('Not all event streams were opened.');
  await eachOf(records, CONCURRENT_READS, (record) => actions.read(record));
  const traffic = createTraffic(actions, records, SEED);
  return { targets, records, actions, traffic, streams, measurements, wrong, acceptedWebhooks };
}
