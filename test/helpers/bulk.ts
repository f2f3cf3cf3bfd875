import { setTimeout as delay } from 'node:timers/promises';
import type { Client, Json } from './client.ts';
import { addHosted, type KINDS } from './zoom-host.ts';

/** Starts a bulk update. @returns its path */
export async function startBulkUpdate(client: Client, body: object): Promise<string> {
  const response = await client.post('/api/bulk-updates', { body });
  if (response.status !== 202)
    throw new Error(`starting a bulk update failed with ${response.status}: ${response.text}`);
  return `/api/bulk-updates/${response.json.id}`;
}

/** Waits until the bulk update has finished. */
export async function bulkUpdateFinished(client: Client, path: string): Promise<Json> {
  for (;;) {
    const { status, json: bulk } = await client.get(path);
    // Requests fail while the database is unreachable.
    if (
      status === 200 &&
      !['queued', 'running'].includes(bulk.status) &&
      !statuses(bulk).includes('pending')
    ) {
      return bulk;
    }
    await delay(50);
  }
}

export function statuses(bulk: Json): string[] {
  return bulk.rows.map(({ status }: { status: string }) => status);
}

/** The changes that the tests apply. */
export const CHANGES = { stream_key: 'canary-bulk-key-66zz', resolution: '1080p' };

/** Adds meetings or webinars of the host, all with the same configuration. */
export function addMeetings(
  simulator: Parameters<typeof addHosted>[0],
  count: number,
  kind: (typeof KINDS)[number] = 'meetings',
) {
  return Array.from({ length: count }, () => addHosted(simulator, kind));
}

export function ids(meetings: { id: string }[]): string[] {
  return meetings.map(({ id }) => id);
}
