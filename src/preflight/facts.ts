import type { Database } from '../database/client.ts';
import type { FindSameKey, SameKey } from '../destinations/key-reuse.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { readTokens } from '../installations/token-store.ts';
import type { ReadHostSettings } from '../livestreams/host-settings.ts';
import type { MeetingSession, ReadMeetingSessions } from '../livestreams/meeting-sessions.ts';
import type { ReadLivestream } from '../livestreams/read.ts';
import type { RemoveMissing } from '../livestreams/remove-missing.ts';
import { readAttempt, type StartAttempt } from '../livestreams/start-attempts.ts';
import type { Livestream } from '../livestreams/view.ts';
import { isProblem, Problem, type ProblemCode } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { ZoomApi } from '../zoom/api.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { getMeeting, type MeetingDetails } from '../zoom/meetings.ts';
import type { LivestreamSwitches } from '../zoom/user-settings.ts';

/** A fetched value, or why it could not be fetched. */
export type Fact<Value> = { value: Value; rejection?: never } | { rejection: Problem; value?: never };

/** Input of the checks, gathered before they run. */
export interface Facts {
  meeting: MeetingRef;
  /** Epoch milliseconds. */
  now: number;
  installation: Pick<Installation, 'scopes' | 'profile'>;
  /** Age of the refresh token, milliseconds. */
  tokenAgeMs: number;
  details: Fact<MeetingDetails>;
  livestream: Fact<Livestream>;
  switches: Fact<LivestreamSwitches & { ageMs: number }>;
  sameKey: Fact<SameKey>;
  /** The latest start from Uplink, if any. */
  attempt: StartAttempt | undefined;
  /** The meeting's latest session that Zoom's events reported, if any. */
  session: MeetingSession | undefined;
}

export interface FactsOptions {
  database: Database;
  installations: Installations;
  tokens: Pick<AccessTokens, 'use'>;
  zoom: ZoomApi;
  livestreams: Pick<ReadLivestream, 'read' | 'readFromZoom'>;
  findSameKey: FindSameKey;
  readHostSettings: ReadHostSettings;
  removeMissing: RemoveMissing;
  meetingSessions: ReadMeetingSessions;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Errors that fail the whole request: the meeting does not exist, or the user can't access Zoom.
 */
const FATAL: ProblemCode[] = [
  'meeting_not_found',
  'invalid_meeting_id',
  'zoom_user_not_found',
  'not_in_account',
  'reconnect_required',
  'not_signed_in',
];

/**
 * Fetches everything concurrently. An error becomes the value's rejection, unless it is
 * {@link FATAL}.
 */
export async function gatherFacts(
  options: FactsOptions,
  userId: string,
  meeting: MeetingRef,
  fromZoom: boolean,
): Promise<Facts> {
  const { database, tokens, zoom, livestreams, findSameKey, readHostSettings, removeMissing } = options;
  const { meetingSessions } = options;
  const installation = await options.installations.getConnected(userId);
  const reading = fromZoom ? livestreams.readFromZoom(userId, meeting) : livestreams.read(userId, meeting);
  const [tokenAgeMs, details, livestream, switches, sameKey, attempt, sessions] = await Promise.all([
    tokenAge(database, userId),
    settle(
      removeMissing(
        userId,
        meeting,
        tokens.use(userId, (grant) => getMeeting(zoom, grant, meeting)),
      ),
    ),
    settle(reading),
    settle(readSwitches()),
    settle(reading.then(({ configuration }) => findSameKey(userId, configuration.streamKey, meeting))),
    readAttempt(database.prisma, { userId, meeting }),
    meetingSessions(userId, meeting.kind, [meeting.id]),
  ]);
  const now = options.now();
  const session = sessions.get(meeting.id);
  return { meeting, now, installation, tokenAgeMs, details, livestream, switches, sameKey, attempt, session };

  async function readSwitches(): Promise<LivestreamSwitches & { ageMs: number }> {
    const { settings, ageMs } = await readHostSettings(userId, meeting.kind, { fromZoom });
    return { ...settings[meeting.kind], ageMs };
  }
}

async function settle<Value>(pending: Promise<Value>): Promise<Fact<Value>> {
  try {
    return { value: await pending };
  } catch (error) {
    if (!isProblem(error) || isProblem(error, ...FATAL)) throw error;
    return { rejection: error };
  }
}

async function tokenAge({ prisma }: Database, userId: string): Promise<number> {
  const row = await readTokens(prisma, userId);
  // The user was erased in the meantime.
  if (row === undefined) throw new Problem('not_signed_in');
  return row.ageMs;
}
