import type { ConfigurationChanges } from '../livestreams/configuration.ts';
import { Problem } from '../problem.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import type { MeetingFacts } from './meeting-facts.ts';
import type { Filter, Select } from './select.ts';

/** A requested bulk update: the same changes for several meetings, or changes per meeting. */
export type BulkRequest = { kind: MeetingKind } & (
  | { meetings: string[] | Filter; changes: ConfigurationChanges }
  | { updates: { meetingId: string; changes: ConfigurationChanges }[] }
);

/** One meeting of a bulk update with its changes. */
export interface Selected {
  meetingId: string;
  /** Empty if unknown. */
  topic: string;
  /** ISO 8601; null if unknown. */
  startTime: string | null;
  changes: ConfigurationChanges;
}

/**
 * Finds the meetings of a bulk update, without duplicates, and their topics and dates from cached
 * lists.
 * @throws Problem `invalid_request` if a filter matches more than 1,000 meetings
 */
export type ResolveSelection = (userId: string, request: BulkRequest) => Promise<Selected[]>;

export const MAX_ROWS = 1_000;

export function createResolveSelection(select: Select, facts: MeetingFacts): ResolveSelection {
  async function meetingsOf(
    userId: string,
    request: BulkRequest,
  ): Promise<Omit<Selected, 'topic' | 'startTime'>[]> {
    if ('updates' in request) return request.updates;
    const { kind, meetings, changes } = request;
    const ids = Array.isArray(meetings)
      ? [...new Set(meetings)]
      : notTooMany(await select.matching(userId, kind, meetings));
    return ids.map((meetingId) => ({ meetingId, changes }));
  }

  return async (userId, request) => {
    const { kind } = request;
    const meetings = await meetingsOf(userId, request);
    let snapshot = await facts.snapshot(userId);
    const unlisted = meetings.filter(({ meetingId: id }) => snapshot.timesOf({ kind, id }).topic === '');
    if (unlisted.length > 0) {
      await select.loadPagesWith(
        userId,
        kind,
        unlisted.map(({ meetingId }) => meetingId),
      );
      snapshot = await facts.snapshot(userId);
    }
    return meetings.map((meeting) => {
      const { topic, startTime } = snapshot.timesOf({ kind, id: meeting.meetingId });
      return { ...meeting, topic, startTime };
    });
  };
}

function notTooMany(ids: string[]): string[] {
  if (ids.length <= MAX_ROWS) return ids;
  throw new Problem('invalid_request', {
    reason: 'too_many_meetings',
    facts: { meetings: ids.length, most: MAX_ROWS },
    detail: `That filter matches ${ids.length.toLocaleString('en')} meetings; a bulk edit can change at most ${MAX_ROWS.toLocaleString('en')}. Narrow it.`,
    errors: [
      {
        field: 'filter',
        message: `matches more than ${MAX_ROWS.toLocaleString('en')} meetings`,
        reason: 'too_many_meetings',
        facts: { most: MAX_ROWS },
      },
    ],
  });
}
