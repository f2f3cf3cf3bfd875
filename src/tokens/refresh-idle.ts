import type { Database } from '../database/client.ts';
import { isProblem } from '../problem.ts';
import type { AccessTokens } from './access-tokens.ts';

/** At most so many at a time; the next hour takes the next. */
const BATCH = 500;

/**
 * Refreshes, one after another, the grants that nobody has used for a day. Zoom lets a refresh token die after 90 days without
 * use; and an app that is not published is told of no removal, which is noticed here.
 */
export function createRefreshIdle({
  database,
  tokens,
}: {
  database: Database;
  tokens: AccessTokens;
}): () => Promise<void> {
  return async () => {
    const idle = await database.prisma.$queryRaw<{ userId: string }[]>`
      select user_id as "userId" from token join installation using (user_id)
      where status = 'connected' and refreshed_at < now() - interval '1 day'
      order by refreshed_at limit ${BATCH}`;
    for (const { userId } of idle) {
      try {
        await tokens.refreshNow(userId);
      } catch (error) {
        // The user's own matter, or everybody's: with Zoom away, or our credentials refused, the rest would only fail too.
        if (!isProblem(error, 'reconnect_required', 'not_signed_in')) throw error;
      }
    }
  };
}
