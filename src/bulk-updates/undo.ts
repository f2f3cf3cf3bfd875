import { isConfigured, sameConfiguration } from '../livestreams/configuration.ts';
import { changesToRestore } from '../livestreams/history.ts';
import { isProblem, toStoredProblem } from '../problem.ts';
import type { Row, RowContent, RowProblem, RowStatus, Target } from './types.ts';

/**
 * The undo targets of a row: one if the row changed something in Zoom, even if it failed. Skipped
 * if the meeting had no livestream settings before, because Zoom cannot remove them.
 */
export function undoTargets({ meetingId, content }: Row): Target[] {
  const { topic, startTime = null, before, after } = content;
  if (before === null || after === null || sameConfiguration(before, after)) return [];
  const skipped = whyNotRestorable(before);
  const changes = { kind: 'restore' as const, from: after, to: before };
  return [{ meetingId, topic, startTime, changes, ...(skipped === undefined ? {} : { skipped }) }];
}

/** The retry target of a row: one if it failed. An unreadable row has no changes to retry. */
export function retryTargets({ meetingId, status, content }: Row): Target[] {
  const { topic, startTime = null, warnings = [], wasConfigured, changes } = content;
  const isEmpty = changes.kind === 'update' && Object.keys(changes.fields).length === 0;
  if (status !== 'failed' || isEmpty) return [];
  const known = { topic, startTime, warnings, ...(wasConfigured === undefined ? {} : { wasConfigured }) };
  return [{ meetingId, ...known, changes }];
}

/**
 * Whether an undo can restore this row, now or once the row is done. False if nothing was
 * configured before, or if there is nothing to undo.
 */
export function isUndoable({ status, content }: { status: RowStatus; content: RowContent }): boolean {
  const { before, after, wasConfigured = true } = content;
  if (status === 'pending') return before === null ? wasConfigured : isConfigured(before);
  if (before === null || after === null || sameConfiguration(before, after)) return false;
  return isConfigured(before);
}

function whyNotRestorable(before: RowContent['before']): RowProblem | undefined {
  try {
    changesToRestore(before);
    return undefined;
  } catch (error) {
    if (isProblem(error)) return toStoredProblem(error);
    throw error;
  }
}
