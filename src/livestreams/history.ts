import type { DataKey } from '../crypto/data-key.ts';
import type { Database } from '../database/client.ts';
import type { Installations } from '../installations/installations.ts';
import { limits } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { Configuration, ConfigurationChanges } from './configuration.ts';
import { type Change, readChange, readChanges, recordChange } from './history-store.ts';
import type { ReadLivestream } from './read.ts';
import type { UpdateLivestream } from './update.ts';
import { type Livestream, presentKey } from './view.ts';

/** A configuration in the history: instead of the key, its hint and fingerprint. */
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
  /** The last 200 changes of a livestream and the last 50 reveals of its key, newest first. */
  list(userId: string, meeting: MeetingRef): Promise<HistoryEntryView[]>;
  /**
   * Restores the configuration from before a change.
   * @throws Problem `not_found` · `precondition_required` · `invalid_request` if there is nothing
   * to restore · any problem of an update
   */
  restore(
    userId: string,
    meeting: MeetingRef,
    changeId: string,
    ifMatch: string | undefined,
  ): Promise<Livestream>;
  /** Records that a stream key is revealed. Call it before the key is sent. */
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
      const installation = await installations.getConnected(userId);
      const changes = await readChanges(sql, installation, meeting, MAX_PAGE_SIZE);
      // No entries: the meeting may belong to another user or may never have been read. This read
      // distinguishes the two.
      if (changes.length === 0) await livestreams.read(userId, meeting);
      const shown = (configuration: Configuration | null) =>
        configuration && presentConfiguration(installation.dataKey, configuration);
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
      const installation = await installations.getConnected(userId);
      const change = await readChange(sql, installation, meeting, changeId);
      if (change === undefined) {
        // If the meeting is not the user's, this read fails with that error.
        await livestreams.read(userId, meeting);
        throw new Problem('not_found', { reason: 'no_such_change', detail: UNKNOWN_ENTRY });
      }
      if (!change.isReadable)
        throw new Problem('invalid_request', { reason: 'change_unreadable', detail: UNREADABLE_CHANGE });
      if (ifMatch === undefined) throw new Problem('precondition_required');
      return update(userId, meeting, { changes: changesToRestore(change.before), ifMatch, kind: 'restored' });
    },

    async recordReveal(userId, meeting, configuration) {
      const installation = await installations.getConnected(userId);
      const change = { by: 'uplink' as const, kind: 'revealed' as const, before: null, after: configuration };
      await recordChange(sql, installation, meeting, change);
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
export function changesToRestore(before: Configuration | null): ConfigurationChanges {
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
export function presentConfiguration(
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
