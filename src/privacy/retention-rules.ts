import { Prisma } from '../database/generated/client.ts';

/** A retention rule: which rows to delete, in batches. */
export interface Retention {
  /** For the log. */
  name: string;
  statement: (limit: number) => Prisma.Sql;
}

/** Each bulk update has up to this many rows, which are deleted with it. */
export const ROWS_OF_BULK_UPDATE = 1_000;

export const olderThan = (column: Prisma.Sql, retention: string) =>
  Prisma.sql`${column} < now() - ${retention}::interval`;

export const identifier = (name: string) => Prisma.raw(`"${name}"`);

/** Rows of a table that meet a condition. A row that is locked is left for the next run. */
export function rowsOf(table: string, condition: Prisma.Sql, name = table): Retention {
  const from = identifier(table);
  return {
    name,
    statement: (limit) => Prisma.sql`
      delete from ${from} where ctid = any(array(
        select ctid from ${from} where ${condition} limit ${limit}::int for update skip locked))`,
  };
}
