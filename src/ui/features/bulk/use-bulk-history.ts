import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import type { BulkSummary } from '../../api/types.ts';
import { read } from '../../state/session.ts';
import { onEvent } from '../../state/user-events.ts';

/**
 * The user's bulk edits of the last 30 days; empty until they are loaded, and if that fails. Events
 * update their progress.
 */
export function useBulkHistory(): BulkSummary[] {
  const [bulkUpdates, setBulkUpdates] = useState<BulkSummary[]>([]);

  useEffect(() => {
    let isMounted = true;
    const load = async () => {
      const response = await read(api.GET('/api/bulk-updates'));
      if (isMounted && response.ok) setBulkUpdates(response.value.bulk_updates);
    };
    load();
    const stop = onEvent('bulk-update', ({ id, status, done, failed }) => {
      const progress = { status, done, failed } as Pick<BulkSummary, 'status' | 'done' | 'failed'>;
      setBulkUpdates((cached) => {
        if (!cached.some((each) => each.id === id)) load();
        return cached.map((each) => (each.id === id ? { ...each, ...progress } : each));
      });
    });
    return () => {
      isMounted = false;
      stop();
    };
  }, []);

  return bulkUpdates;
}
