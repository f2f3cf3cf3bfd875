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
  erase(userId: string, withinMs?: number): Promise<void>;
  /** The job's part. @param key the pending erasure's key, hexadecimal */
  finish(key: string): Promise<void>;
  /** Makes the jobs due of erasures whose instance has died. */
  resume(): Promise<void>;
  /**
   * Deletes everything about a user whose grant is over already.
   * @param connectedBefore leaves alone a user who has authorized at this time (ISO 8601) or later
   */
  forget(userId: string, connectedBefore: string): Promise<void>;
}

export interface ErasureOptions {
  database: Database;
  tokens: AccessTokens;
  endpoint: TokenEndpoint;
  memory: UserCache;
  hashUser: (userId: string) => Buffer;
  instanceId: string;
  log: { info(fields: object, message: string): void };
}

/** How long a request deletes rows before it leaves the rest to the job, milliseconds. */
const IN_REQUEST_MS = 8_000;
/**
 * How long one job deletes rows before the next job continues: a job must end within two minutes.
 */
const IN_JOB_MS = 45_000;

export function createErasure(options: ErasureOptions): Erasure {
  const { database, tokens, endpoint, memory, hashUser, instanceId, log } = options;
  const msUntilPresumedDead = createLivenessMonitor(database.prisma, instanceId);

  /** Revokes the grant, which needs a valid access token. A failure does not stop the erasure. */
  async function revoke(userId: string, requestedAt: string): Promise<void> {
    try {
      await tokens.use(userId, async ({ accessToken }) => {
        // Getting here can take seconds, in which the token may have become that of a new authorization.
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
    by: 'request' | 'zoom',
  ): Promise<void> {
    const userHash = hashUser(userId);
    memory.drop(userId);
    const isReleased = await hide(database, { userId, userHash, owner: instanceId }, connectedBefore);
    memory.drop(userId);
    if (!isReleased) return;
    const isDone = await deleteRest(database, userId, performance.now() + withinMs);
    if (isDone) log.info({ user: userHash.toString('hex'), by }, 'user erased');
    else await requeueErasure(database.prisma, userHash);
  }

  return {
    async erase(userId, withinMs = IN_REQUEST_MS) {
      // An erasure that was requested is done, however long the request has waited.
      liftWaitBudget();
      const user = { userId, userHash: hashUser(userId), owner: instanceId };
      const requestedAt = await requestErasure(database.prisma, user);
      await revoke(userId, requestedAt);
      await remove(userId, requestedAt, withinMs, 'request');
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
