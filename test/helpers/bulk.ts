import { setTimeout as delay } from 'node:timers/promises';
import type { Client, Json } from './client.ts';
import { addHosted, type KINDS } from './zoom-host.ts';

/** Begins a bulk update, and answers its address. */
export async function startBulkUpdate(client: Client, body: object): Promise<string> {
  const response = await client.post('/api/bulk-updates', { body });
  if (response.status !== 202)
    throw new Error(`a bulk update was answered ${response.status}: ${response.text}`);
  return `/api/bulk-updates/${response.json.id}`;
}

/** The bulk update when it is over. */
export async function bulkUpdateFinished(client: Client, path: string): Promise<Json> {
  for (;;) {
    const { status, json: bulk } = await client.get(path);
    // While the database is away there is nothing to be seen.
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

/** What the tests change. */
export const CHANGES = { stream_key: 'canary-bulk-key-66zz', resolution: '1080p' };

/** Meetings or webinars of the host's, all configured the same. */
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
