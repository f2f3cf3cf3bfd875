import type { Database } from '../database/client.ts';

/** Deletes what is over: known bodies of events, sessions that nobody came back to, authorization requests never answered. */
export function createPurge({ pool }: Database): () => Promise<void> {
  return async () => {
    await pool.query(`delete from notification where done_at < now() - interval '8 days'`);
    await pool.query(`delete from session where last_seen_at < now() - interval '31 days'`);
    await pool.query(`delete from authorization_request where created_at < now() - interval '10 minutes'`);
    await pool.query(`delete from livestream_change where at < now() - interval '400 days'`);
    await pool.query(`delete from bulk_update where finished_at < now() - interval '90 days'`);
    await pool.query(`delete from user_event where at < now() - interval '1 day'`);
    await pool.query(`delete from erased_user where erased_at < now() - interval '30 days'`);
    await pool.query(`delete from rate_limit where updated_at < now() - interval '2 days'
                        and (blocked_until is null or blocked_until < now())`);
  };
}
