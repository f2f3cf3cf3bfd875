import type { Database } from '../database/client.ts';
import { createLivenessMonitor, waitUntilDead } from '../database/liveness.ts';
import type { UserCache } from '../database/user-cache.ts';
import { liftWaitBudget } from '../database/wait-budget.ts';
import {
  deleteRest,
  erasuresOfOthers,
  hide,
  requestErasure,
  requeueErasure,
  takeErasure,
} from '../installations/pending-erasure.ts';
import { isProblem } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { TokenEndpoint } from '../zoom/oauth.ts';

export interface Erasure {
  /**
   * Erases everything about a user, at the user's or the operator's request: revokes the grant in
   * Zoom if possible, then deletes. When it resolves, the user no longer exists. A job deletes what
   * could not be deleted within `withinMs` (8 seconds), also if this process dies. A user who
   * re-authorizes is treated as new.
   */
  erase(userId: string, options?: { withinMs?: number; by?: 'request' | 'operator' }): Promise<void>;
  /** Continues an erasure in a job. @param key key of the pending erasure, hexadecimal */
  finish(key: string): Promise<void>;
  /** Makes the jobs of erasures whose instance has died due now. */
  resume(): Promise<void>;
  /**
   * Deletes everything about a user whose grant has already ended.
   * @param connectedBefore does nothing if the user authorized at this time (ISO 8601) or later
   */
  forget(userId: string, connectedBefore: string): Promise<void>;
}

export interface ErasureOptions {
  database: Database;
  tokens: AccessTokens;
  endpoint: TokenEndpoint;
  userCache: UserCache;
  hashUser: (userId: string) => Buffer;
  instanceId: string;
  log: { info(fields: object, message: string): void };
}

/** Maximum time for which a request deletes rows before the job takes over (milliseconds). */
const IN_REQUEST_MS = 8_000;
/**
 * Maximum time for which one job deletes rows before the next job continues (milliseconds). A job
 * must end within two minutes.
 */
const IN_JOB_MS = 45_000;

export function createErasure(options: ErasureOptions): Erasure {
  const { database, tokens, endpoint, userCache, hashUser, instanceId, log } = options;
  const msUntilPresumedDead = createLivenessMonitor(database.prisma, instanceId);

  /** Revokes the grant, which needs a valid access token. A failure does not stop the erasure. */
  async function revoke(userId: string, requestedAt: string): Promise<void> {
    try {
      await tokens.use(userId, async ({ accessToken }) => {
        // The user may have authorized again in the meantime. A new grant must not be revoked.
        if (await isConnectedBefore(userId, requestedAt)) await endpoint.revoke(accessToken);
      });
    } catch (error) {
      if (isProblem(error, 'temporarily_unavailable')) throw error;
    }
  }

  async function isConnectedBefore(userId: string, time: string): Promise<boolean> {
    const rows = await database.prisma.$queryRaw<unknown[]>`
      select 1 from installation where user_id = ${userId} and connected_at < ${time}::timestamptz`;
    return rows.length === 1;
  }

  async function remove(
    userId: string,
    connectedBefore: string,
    withinMs: number,
    by: 'request' | 'operator' | 'zoom',
  ): Promise<void> {
    const userHash = hashUser(userId);
    userCache.drop(userId);
    const isReleased = await hide(database, { userId, userHash, owner: instanceId }, connectedBefore);
    userCache.drop(userId);
    if (!isReleased) return;
    const isDone = await deleteRest(database, userId, performance.now() + withinMs);
    if (isDone) log.info({ security: 'erasure', user: userHash.toString('hex'), by }, 'user erased');
    else await requeueErasure(database.prisma, userHash);
  }

  return {
    async erase(userId, { withinMs = IN_REQUEST_MS, by = 'request' } = {}) {
      // A requested erasure runs to its end, even if the request has used up its time budget.
      liftWaitBudget();
      const user = { userId, userHash: hashUser(userId), owner: instanceId };
      const requestedAt = await requestErasure(database.prisma, user);
      await revoke(userId, requestedAt);
      await remove(userId, requestedAt, withinMs, by);
    },

    async finish(key) {
      const pending = await takeErasure(database.prisma, Buffer.from(key, 'hex'), instanceId);
      if (pending === undefined) return;
      const requestedAt = pending.requestedAt.toISOString();
      await revoke(pending.userId, requestedAt);
      await remove(pending.userId, requestedAt, IN_JOB_MS, 'request');
    },

    async resume() {
      for (const { userHash, owner } of await erasuresOfOthers(database.prisma, instanceId)) {
        if (await waitUntilDead(msUntilPresumedDead, owner)) await requeueErasure(database.prisma, userHash);
      }
    },

    forget: (userId, connectedBefore) => remove(userId, connectedBefore, IN_JOB_MS, 'zoom'),
  };
}
