import type { Database } from './client.ts';
import { Prisma } from './generated/client.ts';

/** The one kind of notification between processes: something about a user changed, forget what you keep of them. */
export const USER_CHANGED = 'user';

/** SQL expression that tells every process once the statement's transaction commits. */
export function notifyUserChanged(userId: string): Prisma.Sql {
  const payload = JSON.stringify({ kind: USER_CHANGED, user_id: userId });
  return Prisma.sql`pg_notify('uplink', ${payload})`;
}

/** Tells every process, this one included, that something about a user changed. */
export async function announceUserChanged({ prisma }: Database, userId: string): Promise<void> {
  await prisma.$queryRaw`select ${notifyUserChanged(userId)}::text`;
}
