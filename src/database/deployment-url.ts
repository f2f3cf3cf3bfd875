import { isLoopback } from '../postgres-url/loopback.ts';
import { inBatches } from './batches.ts';
import type { Database } from './client.ts';
import { Prisma } from './generated/client.ts';

/** What identifies a deployment to its database. */
export interface DeploymentUrl {
  publicUrl: string;
  /** This deployment uses a copy of another one's database, and changes nothing in it. */
  stagingCopy: boolean;
}

type Queries = Pick<Database, 'pool'>;

/**
 * Whether the database is that of the deployment with this PUBLIC_URL, which is stored at the first
 * start. Otherwise it is probably a copy: if this process refreshed its tokens, Zoom would
 * invalidate those of the deployment that it was copied from.
 */
export async function isOwnDatabase(
  database: Queries,
  { publicUrl, stagingCopy }: DeploymentUrl,
): Promise<boolean> {
  if (stagingCopy) return true;
  if (!isOnThisMachine(publicUrl)) await storeUrl(database, publicUrl, 'nothing');
  const stored = await readDeploymentUrl(database);
  return stored === undefined || stored === publicUrl;
}

/** The PUBLIC_URL of the deployment that uses this database; undefined if none was stored. */
export async function readDeploymentUrl({ pool }: Queries): Promise<string | undefined> {
  const { rows } = await pool.query<{ url: string }>('select public_url as url from deployment');
  return rows[0]?.url;
}

/**
 * Makes the database that of the deployment with this PUBLIC_URL, and deletes what is not certain
 * after a restore: which livestreams are live.
 */
export async function adoptDatabase(database: Queries, publicUrl: string): Promise<void> {
  await inBatches(
    database,
    (limit) => Prisma.sql`
      delete from live_status where ctid = any(array(select ctid from live_status limit ${limit}::int))`,
  );
  if (isOnThisMachine(publicUrl)) await database.pool.query('delete from deployment');
  else await storeUrl(database, publicUrl, 'update set public_url = excluded.public_url');
}

/** Addresses of this machine are not stored: they are those of tests and of development. */
function isOnThisMachine(publicUrl: string): boolean {
  return isLoopback(new URL(publicUrl).hostname.replace(/^\[|\]$/g, ''));
}

async function storeUrl(
  { pool }: Queries,
  publicUrl: string,
  onConflict: 'nothing' | 'update set public_url = excluded.public_url',
): Promise<void> {
  await pool.query(
    `insert into deployment (id, public_url) values (1, $1) on conflict (id) do ${onConflict}`,
    [publicUrl],
  );
}
