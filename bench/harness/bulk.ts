import type { ServerProcess } from './server-process.ts';

/** Meetings of one host to update, and the headers of the requests. */
export interface BulkTargets {
  meetings: readonly string[];
  headers: Record<string, string>;
}

/** Progress of a bulk update. */
export interface BulkOutcome {
  isDone: boolean;
  done: number;
  failed: number;
}

interface BulkResponse {
  status: string;
  done: number;
  failed: number;
}

export function bulkTargets(meetings: readonly string[], headers: Record<string, string>): BulkTargets {
  return { meetings, headers: { ...headers, 'sec-fetch-site': 'same-origin' } };
}

/**
 * Starts a bulk update that changes the stream key of all of these meetings.
 * @returns the path of the bulk update
 */
export async function beginBulk({ url }: ServerProcess, { meetings, headers }: BulkTargets): Promise<string> {
  const response = await fetch(`${url}/api/bulk-updates`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ meeting_ids: meetings, changes: { stream_key: 'not-a-real-key-of-the-bulk' } }),
  });
  const location = response.headers.get('location');
  if (response.status === 202 && location !== null) return location;
  throw new Error(`Starting a bulk update failed with ${response.status}: ${await response.text()}`);
}

/** Reads the progress from any instance. */
export async function readBulk(
  { url }: ServerProcess,
  path: string,
  { headers }: BulkTargets,
): Promise<BulkOutcome> {
  const response = await fetch(new URL(path, url), { headers });
  if (response.status !== 200) throw new Error(`Reading the progress failed with ${response.status}.`);
  const { status, done, failed } = (await response.json()) as BulkResponse;
  return { isDone: status === 'done' || status === 'cancelled', done, failed };
}
