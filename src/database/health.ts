import type { Pool, PoolClient } from 'pg';
import type { Database } from './client.ts';

/** What the database allows this process to do, determined by one short query. */
export interface DatabaseHealth {
  isReadOnly: boolean;
  /** Whether the job queue exists. */
  hasJobs: boolean;
  /** Whether this role has all privileges on that schema. */
  mayUseJobs: boolean;
}

/**
 * `transaction_read_only` is also on in a replica. Privileges are looked up by OID, because
 * resolving names needs a privilege itself. graphile-worker enables row-level security, so a role
 * that does not own its tables also needs a policy.
 */
const HEALTH = `
with relations as (
  select c.oid, c.relkind, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'graphile_worker' and c.relkind in ('r', 'S', 'v')
)
select current_setting('transaction_read_only') = 'on' as "isReadOnly",
       exists (select from relations where relkind = 'v' and relname = 'jobs') as "hasJobs",
       (select bool_and(has_schema_privilege(oid, 'usage')) from pg_namespace where nspname = 'graphile_worker')
         and (select bool_and(
           case when relkind = 'S' then has_sequence_privilege(oid, 'usage')
                when relkind = 'v' or relname = 'migrations' then has_table_privilege(oid, 'select')
                else has_table_privilege(oid, 'select') and has_table_privilege(oid, 'insert')
                     and has_table_privilege(oid, 'update') and has_table_privilege(oid, 'delete') end) from relations)
         and not exists (
           select from relations where relkind = 'r' and row_security_active(oid) and not exists (
             select from pg_policy where polrelid = relations.oid
               and exists (select from unnest(polroles) as role where role = 0 or pg_has_role(role, 'usage'))))
         and (select bool_and(has_function_privilege(p.oid, 'execute')) from pg_proc p
              where pronamespace = (select oid from pg_namespace where nspname = 'graphile_worker'))
         as "mayUseJobs"`;

/**
 * Checks one connection. If it is read-only, the other idle connections of the pool are closed as
 * well: a session that started read-only stays read-only after the database accepts writes again.
 */
export async function checkHealth({ pool }: Pick<Database, 'pool'>): Promise<DatabaseHealth> {
  const client = await pool.connect();
  let isUsable = false;
  try {
    const { rows } = await client.query<DatabaseHealth>(HEALTH);
    const [health] = rows;
    if (health === undefined) throw new Error('the health query returned nothing');
    isUsable = !health.isReadOnly;
    return health;
  } finally {
    client.release(!isUsable);
    if (!isUsable) await closeIdle(pool);
  }
}

async function closeIdle(pool: Pool): Promise<void> {
  const closing: Promise<PoolClient>[] = Array.from({ length: pool.idleCount }, () => pool.connect());
  for (const outcome of await Promise.allSettled(closing))
    if (outcome.status === 'fulfilled') outcome.value.release(true);
}
