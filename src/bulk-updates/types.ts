import type { LivestreamWarning } from '../destinations/livestream-warnings.ts';
import type { Configuration, ConfigurationChanges } from '../livestreams/configuration.ts';
import type { FieldError, ProblemCode, ProblemFacts, ProblemReason } from '../problem.ts';
import type { MeetingKind } from '../zoom/meeting.ts';

export type BulkStatus = 'queued' | 'running' | 'done' | 'cancelled';
export type RowStatus = 'pending' | 'done' | 'failed' | 'skipped' | 'cancelled';

/** Why a row was not done, as a problem without what belongs to one request. */
export interface RowProblem {
  code: ProblemCode;
  title: string;
  /** A sentence for the host. */
  detail: string;
  reason?: ProblemReason;
  facts?: ProblemFacts;
  errors?: FieldError[];
}

/** What a row is to change, or to put back: that only where Zoom still has `from`, since an undo must not undo somebody else's change. */
export type RowChanges =
  | { kind: 'update'; fields: ConfigurationChanges }
  | { kind: 'restore'; from: Configuration; to: Configuration };

/** What is sealed of a row: the configurations hold stream keys. */
export interface RowContent {
  /** Empty if it is not known. */
  topic: string;
  /** ISO 8601, the next date of a series; null or absent if it is not known. */
  startTime?: string | null;
  /** Absent if there are none. */
  warnings?: LivestreamWarning[];
  /** False if Zoom had no livestream settings according to the cache when this was created, so that it cannot be undone. */
  wasConfigured?: boolean;
  changes: RowChanges;
  /** What Zoom had before; known once the update may have been sent. */
  before: Configuration | null;
  /** What Zoom kept. */
  after: Configuration | null;
  problem: RowProblem | null;
}

export interface Row {
  position: number;
  meetingId: string;
  status: RowStatus;
  /** 1 until its update may have been sent. */
  version: bigint;
  /** Empty, with that as its problem, where it can't be opened: it was moved here, or damaged. */
  content: RowContent;
}

export interface BulkUpdate {
  id: string;
  userId: string;
  kind: MeetingKind;
  status: BulkStatus;
}

/** How far a bulk update is. */
export interface Progress {
  status: BulkStatus;
  total: number;
  done: number;
  failed: number;
}

/** A meeting of a bulk update that is about to be stored. */
export interface Target extends Pick<RowContent, 'topic' | 'startTime' | 'warnings' | 'wasConfigured'> {
  meetingId: string;
  changes: RowChanges;
  /** Skips the row from the start, for this reason. */
  skipped?: RowProblem;
}

/** A bulk update in the list of a user's bulk updates. */
export interface ListedBulkUpdate extends Progress {
  id: string;
  kind: MeetingKind;
  createdAt: Date;
  /** Zoom's names of the fields that it changes. */
  changedFields: string[];
  undoOf: string | null;
}
