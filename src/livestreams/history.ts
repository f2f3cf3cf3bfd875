import type { DataKey } from '../crypto/data-key.ts';
import type { Database } from '../database/client.ts';
import type { Installations } from '../installations/installations.ts';
import { limits } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { Configuration, ConfigurationChanges } from './configuration.ts';
import { type Change, readChange, readChanges, recordChange } from './history-store.ts';
import { connected, type ReadLivestream } from './read.ts';
import type { UpdateLivestream } from './update.ts';
import { type Livestream, presentKey } from './view.ts';

/** A configuration as history shows it: the key only by hint and fingerprint. */
export interface ShownConfiguration {
  stream_url: string;
  stream_key_hint: string;
  stream_key_fingerprint: string;
  page_url: string;
  resolution: string | null;
}

export interface HistoryEntryView extends Omit<Change, 'before' | 'after' | 'at' | 'isReadable'> {
  /** ISO 8601. */
  at: string;
  before: ShownConfiguration | null;
  after: ShownConfiguration | null;
}

export interface History {
  /** What was changed about a livestream, newest first: the last 200 changes, and the last 50 times that its key was shown. */
  list(userId: string, meeting: MeetingRef): Promise<HistoryEntryView[]>;
  /**
   * Restores the configuration from before a change.
   * @throws Problem `not_found` · `precondition_required` · `invalid_request` if there is nothing
   * to restore · as an update
   */
  restore(
    userId: string,
    meeting: MeetingRef,
    changeId: string,
    ifMatch: string | undefined,
  ): Promise<Livestream>;
  /** Notes that a stream key was shown, before it is. */
  recordReveal(userId: string, meeting: MeetingRef, configuration: Configuration): Promise<void>;
}

export interface HistoryOptions {
  database: Database;
  installations: Installations;
  livestreams: ReadLivestream;
  update: UpdateLivestream;
}

const MAX_PAGE_SIZE = { changes: limits.history.maxPerMeeting, reveals: limits.history.maxRevealsPerMeeting };

export function createHistory({ database, installations, livestreams, update }: HistoryOptions): History {
  const { sql } = database;

  return {
    async list(userId, meeting) {
      const { dataKey } = await connected(installations, userId);
      const changes = await readChanges(sql, dataKey, userId, meeting, MAX_PAGE_SIZE);
      // No entries: the meeting may belong to another user or may never have been read. This read
      // distinguishes the two.
      if (changes.length === 0) await livestreams.read(userId, meeting);
      const shown = (configuration: Configuration | null) => configuration && show(dataKey, configuration);
      return changes.map(({ id, at, by, kind, before, after }) => ({
        id,
        at: at.toISOString(),
        by,
        kind,
        before: shown(before),
        after: shown(after),
      }));
    },

    async restore(userId, meeting, changeId, ifMatch) {
      const { dataKey } = await connected(installations, userId);
      const change = await readChange(sql, dataKey, userId, meeting, changeId);
      if (change === undefined) {
        // Of a meeting that is not the user's, that is what there is to say.
        await livestreams.read(userId, meeting);
        throw new Problem('not_found', { reason: 'no_such_change', detail: UNKNOWN_ENTRY });
      }
      if (!change.isReadable)
        throw new Problem('invalid_request', { reason: 'change_unreadable', detail: UNREADABLE_CHANGE });
      if (ifMatch === undefined) throw new Problem('precondition_required');
      return update(userId, meeting, { changes: restoring(change.before), ifMatch, kind: 'restored' });
    },

    async recordReveal(userId, meeting, configuration) {
      const { dataKey } = await connected(installations, userId);
      const change = { by: 'uplink' as const, kind: 'revealed' as const, before: null, after: configuration };
      await recordChange(sql, dataKey, userId, meeting, change);
    },
  };
}

const UNKNOWN_ENTRY = 'The history of this livestream has no such change. Load it again.';
const UNREADABLE_CHANGE =
  'This history entry can no longer be read, so it cannot be restored. Restore another one.';
const NOTHING_CHANGED = 'This history entry has nothing to restore.';
const WAS_EMPTY =
  'Before that change nothing was configured, and Zoom has no way to take a configuration away. Save another one instead.';

/**
 * The changes that restore an earlier configuration. Zoom cannot clear a field, so empty fields
 * stay unchanged.
 * @throws Problem `invalid_request` if there is nothing to restore
 */
export function restoring(before: Configuration | null): ConfigurationChanges {
  if (before === null)
    throw new Problem('invalid_request', { reason: 'nothing_to_restore', detail: NOTHING_CHANGED });
  const { streamUrl, streamKey, pageUrl, resolution } = before;
  if (streamUrl === '' || streamKey === '')
    throw new Problem('invalid_request', { reason: 'was_not_configured', detail: WAS_EMPTY });
  return {
    streamUrl,
    streamKey,
    ...(pageUrl === '' ? {} : { pageUrl }),
    ...(resolution === null ? {} : { resolution }),
  };
}

/** A configuration without its key. */
export function show(
  dataKey: DataKey,
  { streamUrl, streamKey, pageUrl, resolution }: Configuration,
): ShownConfiguration {
  return {
    stream_url: streamUrl,
    ...presentKey(dataKey, streamKey),
    page_url: pageUrl,
    resolution,
  };
}
