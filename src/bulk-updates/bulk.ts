import type { ListMeetings } from '../listings/list.ts';
import type { ClarifyRejection } from '../livestreams/clarify-rejection.ts';
import { createReadLivestream, type LivestreamsOptions } from '../livestreams/read.ts';
import { createUpdateLivestream } from '../livestreams/update.ts';
import type { Writes } from '../livestreams/write.ts';
import { type BulkUpdates, createBulkUpdates } from './bulk-updates.ts';
import { createOwnership } from './ownership.ts';
import { createPreview } from './preview.ts';
import { createSelect } from './select.ts';
import { createUpdateRow } from './update-row.ts';
import { createWorkOnBulkUpdate, type WorkOnBulkUpdate } from './work.ts';

export interface BulkOptions extends LivestreamsOptions {
  writes: Writes;
  clarify: ClarifyRejection;
  listMeetings: ListMeetings;
  /** Who this process is in leases. */
  instanceId: string;
}

/** Everything about bulk updates, on the part of Zoom's budget that gives way to people. */
export function createBulk(options: BulkOptions): {
  updates: BulkUpdates;
  work: WorkOnBulkUpdate;
  resume: () => Promise<void>;
} {
  const { database, instanceId } = options;
  const livestreams = createReadLivestream(options);
  const update = createUpdateLivestream(options);
  const ownership = createOwnership(database, instanceId);
  const updateRow = createUpdateRow({ pool: database.pool, livestreams, update });
  return {
    updates: createBulkUpdates({
      ...options,
      select: createSelect({ list: options.listMeetings }),
      preview: createPreview({ ...options, livestreams }),
    }),
    work: createWorkOnBulkUpdate({ ...options, ownership, updateRow }),
    resume: ownership.resume,
  };
}
