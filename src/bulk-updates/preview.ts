import { setTimeout as delay } from 'node:timers/promises';
import type { DataKey } from '../crypto/data-key.ts';
import { livestreamWarnings, type PlannedLivestream } from '../destinations/livestream-warnings.ts';
import type { Installations } from '../installations/installations.ts';
import type { ReadLivestream } from '../livestreams/read.ts';
import { invalidPageRejection, missingProblem } from '../livestreams/update.ts';
import { isProblem, Problem, toStoredProblem } from '../problem.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import type { FactsSnapshot, MeetingFacts } from './meeting-facts.ts';
import { createSharedErrorDetector } from './row-problem.ts';
import type { Selected } from './selection.ts';
import type { RowContent, RowStatus } from './types.ts';
import { presentRow, type ShownRow } from './view.ts';

export interface PreviewResult {
  rows: ShownRow[];
  /**
   * Number of meetings not checked for end-to-end encryption: Zoom's lists omit it, and only some
   * meetings are looked up.
   */
  unchecked_encryption: number;
}

/** Returns the rows of a dry run: the current livestream settings and those after the changes. */
export type Preview = (userId: string, kind: MeetingKind, meetings: Selected[]) => Promise<PreviewResult>;

export interface PreviewOptions {
  installations: Installations;
  livestreams: ReadLivestream;
  facts: MeetingFacts;
}

const CONCURRENT_READS = 16;
/** Time limit of a preview (milliseconds). Rows that were not fetched by then have a problem. */
const MAX_MS = 20_000;

/** The settings of one meeting, before and after the changes. */
type SettingsRead = { status: RowStatus } & Pick<RowContent, 'before' | 'after' | 'problem'>;

export function createPreview({ installations, livestreams, facts }: PreviewOptions): Preview {
  /**
   * Reads the current settings of all meetings. After an error that all rows share, the rest fails
   * with it.
   */
  async function readAll(
    userId: string,
    kind: MeetingKind,
    meetings: Selected[],
    deadline: Deadline,
  ): Promise<SettingsRead[]> {
    const errors = createSharedErrorDetector();
    const reads: SettingsRead[] = new Array(meetings.length);
    let shared: Problem | undefined;

    async function read({ meetingId, changes }: Selected): Promise<SettingsRead> {
      try {
        if (shared !== undefined) throw shared;
        if (deadline.isOver()) throw NOT_FETCHED;
        const reading = livestreams.read(userId, { kind, id: meetingId });
        const { configuration: before } = await Promise.race([reading, deadline.passed]);
        const after = { ...before, ...changes };
        const missing = missingProblem(after) ?? invalidPageRejection(before, changes);
        if (missing === undefined) return { status: 'pending', before, after, problem: null };
        return { status: 'failed', before, after: null, problem: toStoredProblem(missing) };
      } catch (error) {
        if (!isProblem(error)) throw error;
        if (errors.isShared(error)) shared = error;
        return { status: 'failed', before: null, after: null, problem: toStoredProblem(error) };
      }
    }

    const queue = meetings.entries();
    const runner = async () => {
      for (const [position, meeting] of queue) reads[position] = await read(meeting);
    };
    await Promise.all(Array.from({ length: Math.min(CONCURRENT_READS, meetings.length) }, runner));
    return reads;
  }

  return async (userId, kind, meetings) => {
    const { dataKey } = await installations.getConnected(userId);
    const deadline = createDeadline(MAX_MS);
    try {
      const reads = await readAll(userId, kind, meetings, deadline);
      const rows = meetings.map((meeting, position) => ({
        ...meeting,
        ...(reads[position] as SettingsRead),
      }));
      const applicable = rows.filter(({ status, problem }) => status === 'pending' || isUnknown(problem));
      const details = await facts.fetchDetails(userId, missingDetails(kind, applicable), deadline.isOver);
      const snapshot = await facts.snapshot(userId, details);
      const planned = plan(kind, applicable, snapshot);
      const warnings = livestreamWarnings(planned, snapshot.keyUses);
      const warningsOf = new Map(planned.map(({ meeting }, index) => [meeting.id, warnings[index] ?? []]));
      return {
        rows: rows.map((row) => {
          const { topic, startTime } = snapshot.timesOf({ kind, id: row.meetingId });
          const content = { topic, startTime, warnings: warningsOf.get(row.meetingId) ?? [] };
          return present(dataKey, row, content);
        }),
        unchecked_encryption: planned.filter(({ isEndToEndEncrypted }) => isEndToEndEncrypted === null)
          .length,
      };
    } finally {
      deadline.clear();
    }
  };
}

/** The livestreams after the changes, for their warnings. */
function plan(
  kind: MeetingKind,
  rows: (Selected & SettingsRead)[],
  snapshot: FactsSnapshot,
): PlannedLivestream[] {
  return rows.map(({ meetingId, after, changes }) => {
    const meeting = { kind, id: meetingId };
    return {
      meeting,
      wanted: after ?? changes,
      times: snapshot.timesOf(meeting),
      isEndToEndEncrypted: snapshot.isEndToEndEncrypted(meeting),
    };
  });
}

function present(
  dataKey: DataKey,
  { meetingId, status, changes, before, after, problem }: Selected & SettingsRead,
  facts: Pick<RowContent, 'topic' | 'startTime' | 'warnings'>,
): ShownRow {
  const update = { kind: 'update' as const, fields: changes };
  const content = { ...facts, changes: update, before, after, problem };
  const shown = presentRow(dataKey, { meetingId, status, content });
  return { ...shown, undoable: shown.undoable || isUnknown(problem) };
}

/**
 * Meetings with unknown topics first, then those that may be end-to-end encrypted, which webinars
 * never are.
 */
function missingDetails(kind: MeetingKind, rows: Selected[]) {
  const meetings = rows.filter(({ topic }) => topic === '').concat(kind === 'meeting' ? rows : []);
  return [...new Set(meetings.map(({ meetingId }) => meetingId))].map((id) => ({ kind, id }));
}

const TRANSIENT = new Set([
  'zoom_rate_limited',
  'zoom_timeout',
  'zoom_unavailable',
  'temporarily_unavailable',
]);

/** Whether the row's settings could not be fetched yet, so that it can still be updated. */
function isUnknown(problem: RowContent['problem']): boolean {
  return problem !== null && TRANSIENT.has(problem.code);
}

const NOT_FETCHED = new Problem('zoom_rate_limited', {
  reason: 'not_asked_in_time',
  detail: 'Zoom didn’t respond for all meetings in time. Apply the changes, or preview fewer meetings.',
});

interface Deadline {
  isOver: () => boolean;
  /** Rejects with {@link NOT_FETCHED} when the deadline passes. */
  passed: Promise<never>;
  clear(): void;
}

function createDeadline(ms: number): Deadline {
  const at = performance.now() + ms;
  const cleared = new AbortController();
  const passed = delay(ms, undefined, { signal: cleared.signal }).then(() => {
    throw NOT_FETCHED;
  });
  passed.catch(() => undefined);
  return { isOver: () => performance.now() >= at, passed, clear: () => cleared.abort() };
}
