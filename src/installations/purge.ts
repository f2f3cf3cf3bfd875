import type { Database } from '../database/client.ts';

/** Deletes what is over: known bodies of events, sessions that nobody came back to, authorization requests never answered. */
export function createPurge({ pool }: Database): () => Promise<void> {
  return async () => {
    await pool.query(`delete from notification where done_at < now() - interval '8 days'`);
    await pool.query(`delete from session where last_seen_at < now() - interval '31 days'`);
    await pool.query(`delete from authorization_request where created_at < now() - interval '10 minutes'`);
    await pool.query(`delete from erased_user where erased_at < now() - interval '30 days'`);
  };
}
