import { useEffect, useState } from 'preact/hooks';
import type { BulkSummary } from '../api.ts';
import { api } from '../client.ts';
import { onEvent } from '../events.ts';
import { read } from '../session.ts';

/** The user's bulk edits of the last 30 days; empty until they are loaded, and if they can't be. Events update their progress. */
export function useBulkHistory(): BulkSummary[] {
  const [bulkUpdates, setBulkUpdates] = useState<BulkSummary[]>([]);

  useEffect(() => {
    let isMounted = true;
    const load = async () => {
      const answer = await read(api.GET('/api/bulk-updates'));
      if (isMounted && answer.ok) setBulkUpdates(answer.value.bulk_updates);
    };
    load();
    const stop = onEvent('bulk-update', ({ id, status, done, failed }) => {
      const progress = { status, done, failed } as Pick<BulkSummary, 'status' | 'done' | 'failed'>;
      setBulkUpdates((known) => {
        if (!known.some((each) => each.id === id)) load();
        return known.map((each) => (each.id === id ? { ...each, ...progress } : each));
      });
    });
    return () => {
      isMounted = false;
      stop();
    };
  }, []);

  return bulkUpdates;
}
