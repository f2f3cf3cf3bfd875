import { Prisma } from './generated/client.ts';
import type { UserCache, UserCacheScope } from './user-cache.ts';

/**
 * What one part of the domain needs for a user's first request in this process. The statement that
 * finds the user reads it as well, so that the request does not need another one. The part names
 * its own query: the caller knows neither tables nor columns.
 */
export interface UserPreload {
  /** Alias of the query. */
  name: string;
  /** Names of the columns of the query. */
  columns: readonly string[];
  /** Selects at most one row. @param userId SQL expression of the user ID */
  query(userId: Prisma.Sql): Prisma.Sql;
  /** Stores the row, which was read while `scope` was current, until it is first used. */
  store(scope: UserCacheScope, row: Record<string, unknown>): void;
}

/** A {@link UserPreload} whose rows can be used once, encrypted as they are stored. */
export interface Preloaded<Row> extends UserPreload {
  /** The row that was read with the user, and the monotonic time in milliseconds of that. */
  take(scope: UserCacheScope): { row: Row; readAt: number } | undefined;
}

/** Rows that no request has used yet. The oldest are dropped: their part then reads them itself. */
const MAX_UNUSED = 500;

/** Creates a {@link Preloaded}. A row without a value in the first column counts as missing. */
export function createPreloaded<Row extends object>(
  userCache: Pick<UserCache, 'isCurrent'>,
  {
    name,
    columns,
    query,
  }: Pick<UserPreload, 'name' | 'query'> & { columns: readonly (keyof Row & string)[] },
): Preloaded<Row> {
  const unused = new Map<UserCacheScope, { row: Row; readAt: number }>();
  return {
    name,
    columns,
    query,
    store(scope, row) {
      if (!userCache.isCurrent(scope) || row[columns[0] ?? ''] === null) return;
      const [oldest] = unused.size < MAX_UNUSED ? [] : unused.keys();
      if (oldest !== undefined) unused.delete(oldest);
      unused.set(scope, { row: row as Row, readAt: performance.now() });
    },
    take(scope) {
      const preloaded = unused.get(scope);
      unused.delete(scope);
      return userCache.isCurrent(scope) ? preloaded : undefined;
    },
  };
}

/** The columns of all queries, each with the name of its query as a prefix. */
export function preloadColumns(preloads: readonly UserPreload[]): Prisma.Sql {
  const names = preloads.flatMap(({ name, columns }) =>
    columns.map((column) => `, ${name}."${column}" as "${name}.${column}"`),
  );
  return Prisma.raw(names.join(''));
}

/** Joins the queries to the table that has the user ID. */
export function preloadJoins(preloads: readonly UserPreload[], userId: Prisma.Sql): Prisma.Sql {
  const joins = preloads.map(
    ({ name, query }) => Prisma.sql`left join lateral (${query(userId)}) as ${Prisma.raw(name)} on true`,
  );
  return joins.length === 0 ? Prisma.empty : Prisma.join(joins, ' ');
}

/** Gives each part its columns of a row. */
export function storePreloads(
  preloads: readonly UserPreload[],
  scope: UserCacheScope,
  row: Record<string, unknown>,
): void {
  for (const { name, columns, store } of preloads)
    store(scope, Object.fromEntries(columns.map((column) => [column, row[`${name}.${column}`]])));
}
