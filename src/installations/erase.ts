import type { Database } from '../database/client.ts';
import { isDeadlock } from '../database/errors.ts';
import { Prisma } from '../database/generated/client.ts';
import type { Memory } from '../database/memory.ts';
import type { Sql } from '../database/sql.ts';
import { notifyUserChanged } from '../database/user-changed.ts';
import { lockUser } from '../database/user-lock.ts';
import { isProblem } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { TokenEndpoint } from '../zoom/oauth.ts';
import { ERASE_JOB, eraseJobsOf } from './erasing.ts';

export interface Erasure {
  /**
   * Erases everything about a user, at their own or the operator's wish: gives the grant back to Zoom as far as that works, then
   * deletes. What was begun is finished by a job if this process dies meanwhile. Who authorizes again meanwhile is a new user.
   */
  erase(userId: string): Promise<void>;
  /** The job's part: erases a user who has not authorized again since they asked for it (ISO 8601). */
  finish(userId: string, askedAt: string): Promise<void>;
  /**
   * Deletes everything about a user whose grant is gone already.
   * @param connectedBefore leaves alone who has authorized at this time (ISO 8601) or later
   */
  forget(userId: string, connectedBefore: string): Promise<void>;
}

export interface ErasureOptions {
  database: Database;
  tokens: AccessTokens;
  endpoint: TokenEndpoint;
  memory: Memory;
  hashUser: (userId: string) => Buffer;
}

const TRIES = 3;

export function createErasure(options: ErasureOptions): Erasure {
  const { database, tokens, endpoint, memory, hashUser } = options;
  const jobKey = (userId: string) => `${ERASE_JOB}:${hashUser(userId).toString('hex')}`;

  /** Zoom's side of it, for which it wants an access token that lives. Whatever goes wrong there, the data is deleted here. */
  async function giveBack(userId: string, askedAt: string): Promise<void> {
    try {
      await tokens.use(userId, async ({ accessToken }) => {
        // Getting here can take seconds, in which the token may have become that of a new authorization.
        if (await isConnectedBefore(userId, askedAt)) await endpoint.revoke(accessToken);
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

  async function remove(userId: string, connectedBefore: string): Promise<void> {
    const userHash = hashUser(userId);
    const isGone = Prisma.sql`not exists (select from installation where user_id = ${userId})`;
    const erasing = async (transaction: Sql) => {
      await lockUser(transaction, userId);
      await transaction.$executeRaw`
        delete from installation where user_id = ${userId} and connected_at < ${connectedBefore}::timestamptz`;
      await transaction.$executeRaw`
        update notification set payload = null, done_at = coalesce(done_at, now())
        where user_hash = ${userHash} and ${isGone}`;
      await transaction.$executeRaw`
        insert into erased_user (user_hash, erased_at) select ${userHash}, now() where ${isGone}
        on conflict (user_hash) do update set erased_at = excluded.erased_at`;
      await transaction.$executeRaw`delete from ${eraseJobsOf(userId)} and ${isGone}`;
      await transaction.$queryRaw`select ${notifyUserChanged(userId)}::text`;
    };
    // Somebody's whole history may take longer than Prisma's five seconds.
    await database.prisma.$transaction(erasing, { timeout: 30_000 });
  }

  async function forget(userId: string, connectedBefore: string): Promise<void> {
    memory.drop(userId);
    for (let tries = 1; ; tries += 1) {
      try {
        await remove(userId, connectedBefore);
        break;
      } catch (error) {
        // Whoever is just storing something of the user's holds a row of it, and waits for the user's own.
        if (!isDeadlock(error) || tries === TRIES) throw error;
      }
    }
    memory.drop(userId);
  }

  async function finish(userId: string, askedAt: string): Promise<void> {
    await giveBack(userId, askedAt);
    await forget(userId, askedAt);
  }

  return {
    async erase(userId) {
      const [asked] = await database.prisma.$queryRaw<{ at: string }[]>`
        select now()::text as at
        from graphile_worker.add_job(${ERASE_JOB}, json_build_object('userId', ${userId}::text, 'askedAt', now()),
                                     job_key => ${jobKey(userId)}, run_at => now() + interval '30 seconds')`;
      await finish(userId, asked?.at ?? 'infinity');
    },
    finish,
    forget,
  };
}
