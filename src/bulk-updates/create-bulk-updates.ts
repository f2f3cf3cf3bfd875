import type { UserCache } from '../database/user-cache.ts';
import type { ListMeetings } from '../listings/list.ts';
import type { ClarifyRejection } from '../livestreams/clarify-rejection.ts';
import { createReadLivestream, type LivestreamsOptions } from '../livestreams/read.ts';
import { createUpdateLivestream } from '../livestreams/update.ts';
import type { RecordDestinationUse } from '../livestreams/view.ts';
import type { WriteLeases } from '../livestreams/write-lease.ts';
import { type BulkUpdates, createBulkUpdates } from './bulk-updates.ts';
import { createBulkUpdateLease } from './lease.ts';
import { createMeetingFacts } from './meeting-facts.ts';
import { createPreview } from './preview.ts';
import { createProcessBulkUpdate, type ProcessBulkUpdate } from './process.ts';
import { createSelect } from './select.ts';
import { createResolveSelection } from './selection.ts';
import { createUpdateRow } from './update-row.ts';

export interface BulkOptions extends LivestreamsOptions {
  writeLeases: WriteLeases;
  clarify: ClarifyRejection;
  listMeetings: ListMeetings;
  userCache: UserCache;
  recordUse: RecordDestinationUse;
  /** Identifies this process as the owner of leases. */
  instanceId: string;
}

/** Creates the bulk update services, whose Zoom client yields to interactive requests. */
export function createBulk(options: BulkOptions): {
  updates: BulkUpdates;
  process: ProcessBulkUpdate;
  resume: () => Promise<void>;
} {
  const { database, instanceId } = options;
  const livestreams = createReadLivestream(options);
  const update = createUpdateLivestream(options);
  const lease = createBulkUpdateLease(database, instanceId);
  const facts = createMeetingFacts(options);
  const updateRow = createUpdateRow({ sql: database.sql, livestreams, update, facts });
  return {
    updates: createBulkUpdates({
      ...options,
      facts,
      resolveSelection: createResolveSelection(createSelect({ list: options.listMeetings }), facts),
      preview: createPreview({ ...options, livestreams, facts }),
    }),
    process: createProcessBulkUpdate({ ...options, lease, updateRow }),
    resume: lease.resume,
  };
}
