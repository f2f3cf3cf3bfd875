import { createDataKey } from './crypto/data-key.ts';
import { randomToken } from './crypto/random.ts';
import type { Database } from './database/client.ts';
import { readDestinations } from './destinations/destination-store.ts';
import type { Installations } from './installations/installations.ts';
import { readState } from './livestreams/cache-reads.ts';
import { isProblem } from './problem.ts';
import type { Sessions } from './sessions/sessions.ts';

export interface WarmUpOptions {
  database: Database;
  sessions: Sessions;
  installations: Installations;
}

/** Zoom's user IDs are not empty. */
const NO_ONE = '';
const MEETING = { kind: 'meeting', id: '10000000' } as const;

/**
 * Runs what the first read of a livestream runs, for a user who does not exist: it opens
 * connections, prepares statements, and loads and compiles code. Nothing is stored, and Zoom is not
 * called.
 */
export function createWarmUp({ database: { sql }, sessions, installations }: WarmUpOptions) {
  return async (): Promise<void> => {
    await sessions.userOf(randomToken());
    await installations.get(NO_ONE).catch(ignoreUnknownUser);
    await readState(sql, NO_ONE, MEETING);
    await readDestinations(sql, { userId: NO_ONE, dataKey: createDataKey() });
  };
}

function ignoreUnknownUser(error: unknown): void {
  if (!isProblem(error, 'not_signed_in')) throw error;
}
