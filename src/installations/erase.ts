import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import type { Memory } from '../database/memory.ts';
import { notifyUserChanged } from '../database/user-changed.ts';
import { isProblem } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { TokenEndpoint } from '../zoom/oauth.ts';

export interface Erasure {
  /**
   * Erases everything about a user, at their own or the operator's wish: gives the grant back to Zoom as far as that works, then
   * deletes. What was begun is finished by a job if this process dies meanwhile.
   */
  erase(userId: string): Promise<void>;
  /** The job's part: erases a user who has not authorized again since they asked for it (ISO 8601). */
  finish(userId: string, askedAt: string): Promise<void>;
  /**
   * Deletes everything about a user whose grant is gone already.
   * @param connectedBefore leaves alone who has authorized at this time or later
   */
  forget(userId: string, connectedBefore?: Date): Promise<void>;
}

export interface ErasureOptions {
  database: Database;
  tokens: AccessTokens;
  endpoint: TokenEndpoint;
  memory: Memory;
  hashUser: (userId: string) => Buffer;
}

/** The job that finishes an erasure. Its payload names the user and is deleted with everything else. */
export const ERASE_JOB = 'erase';

export function createErasure(options: ErasureOptions): Erasure {
  const { database, tokens, endpoint, memory, hashUser } = options;
  const jobKey = (userId: string) => `${ERASE_JOB}:${hashUser(userId).toString('hex')}`;

  /** Zoom's side of it, for which it wants an access token that lives. Whatever goes wrong there, the data is deleted here. */
  async function giveBack(userId: string): Promise<void> {
    try {
      await tokens.use(userId, ({ accessToken }) => endpoint.revoke(accessToken));
    } catch (error) {
      if (isProblem(error, 'temporarily_unavailable')) throw error;
    }
  }

  async function forget(userId: string, connectedBefore: Date | null = null): Promise<void> {
    const userHash = hashUser(userId);
    const { prisma } = database;
    const isGone = Prisma.sql`not exists (select from installation where user_id = ${userId})`;
    memory.drop(userId);
    await prisma.$transaction([
      prisma.$executeRaw`
        delete from installation
        where user_id = ${userId} and connected_at < coalesce(${connectedBefore}::timestamptz, 'infinity')`,
      prisma.$executeRaw`
        update notification set payload = null, done_at = coalesce(done_at, now())
        where user_hash = ${userHash} and ${isGone}`,
      prisma.$executeRaw`
        insert into erased_user (user_hash, erased_at) select ${userHash}, now() where ${isGone}
        on conflict (user_hash) do update set erased_at = excluded.erased_at`,
      // Not by remove_job(): it keeps one that is being worked on, and with it the user's id if the worker dies.
      prisma.$executeRaw`
        delete from graphile_worker._private_jobs
        where task_id = (select id from graphile_worker._private_tasks where identifier = ${ERASE_JOB})
          and payload->>'userId' = ${userId} and ${isGone}`,
      prisma.$queryRaw`select ${notifyUserChanged(userId)}::text`,
    ]);
    memory.drop(userId);
  }

  async function erase(userId: string): Promise<void> {
    await database.prisma.$queryRaw`
      select (graphile_worker.add_job(${ERASE_JOB}, json_build_object('userId', ${userId}::text, 'askedAt', now()),
               job_key => ${jobKey(userId)}, run_at => now() + interval '30 seconds')).id::text`;
    await giveBack(userId);
    await forget(userId);
  }

  return {
    erase,
    async finish(userId, askedAt) {
      const [row] = await database.prisma.$queryRaw<{ isNewer: boolean }[]>`
        select connected_at >= ${askedAt}::timestamptz as "isNewer" from installation where user_id = ${userId}`;
      if (row?.isNewer) return;
      await giveBack(userId);
      await forget(userId, new Date(askedAt));
    },
    forget,
  };
}
