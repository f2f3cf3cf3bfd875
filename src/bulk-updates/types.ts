import type { LivestreamWarning } from '../destinations/livestream-warnings.ts';
import type { Configuration, ConfigurationChanges } from '../livestreams/configuration.ts';
import type { StoredProblem } from '../problem.ts';
import type { MeetingKind } from '../zoom/meeting.ts';

export type BulkStatus = 'queued' | 'running' | 'done' | 'cancelled';
export type RowStatus = 'pending' | 'done' | 'failed' | 'skipped' | 'cancelled';

/** Why a row was not done. */
export type RowProblem = StoredProblem;

/**
 * An update, or a restore. A restore applies only if Zoom still has `from`, so that it never undoes
 * a later change.
 */
export type RowChanges =
  | { kind: 'update'; fields: ConfigurationChanges }
  | { kind: 'restore'; from: Configuration; to: Configuration };

/** The encrypted part of a row. Its configurations contain stream keys. */
export interface RowContent {
  /** Empty if unknown. */
  topic: string;
  /** ISO 8601, for a series its next date; null or absent if unknown. */
  startTime?: string | null;
  /** Absent if there are no warnings. */
  warnings?: LivestreamWarning[];
  /**
   * False if the cache had no livestream settings at creation, so that the row cannot be undone.
   */
  wasConfigured?: boolean;
  changes: RowChanges;
  /** Zoom's previous settings; set before the update is sent. */
  before: Configuration | null;
  /** Zoom's settings after the update. */
  after: Configuration | null;
  problem: RowProblem | null;
}

export interface Row {
  position: number;
  meetingId: string;
  status: RowStatus;
  /** 1 until the update may have been sent. */
  version: bigint;
  /** If it can't be decrypted (moved or damaged), empty with that problem. */
  content: RowContent;
}

export interface BulkUpdate {
  id: string;
  userId: string;
  kind: MeetingKind;
  status: BulkStatus;
}

/** Progress of a bulk update. */
export interface Progress {
  status: BulkStatus;
  total: number;
  done: number;
  failed: number;
}

/** A meeting of a new bulk update. */
export interface Target extends Pick<RowContent, 'topic' | 'startTime' | 'warnings' | 'wasConfigured'> {
  meetingId: string;
  changes: RowChanges;
  /** If set, the row is skipped for this reason. */
  skipped?: RowProblem;
}

/** A bulk update in the list of a user's bulk updates. */
export interface ListedBulkUpdate extends Progress {
  id: string;
  kind: MeetingKind;
  createdAt: Date;
  /** Zoom's names of the changed fields. */
  changedFields: string[];
  undoOf: string | null;
}
