import type { Prisma } from './generated/client.ts';

/**
 * Runs SQL text: Prisma, one of its transactions, or {@link prepared} statements. Values become
 * parameters. All of them return int8 as bigint, timestamptz as Date and bytea as bytes.
 */
export interface SqlClient {
  $queryRaw<Rows>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<Rows>;
  /** @returns the number of affected rows */
  $executeRaw(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<number>;
}
