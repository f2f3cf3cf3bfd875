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
  topic: string;
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

/** A meeting that a bulk update is about. */
export interface Target {
  meetingId: string;
  topic: string;
  changes: RowChanges;
}
