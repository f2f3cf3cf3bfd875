import type { Prisma } from './generated/client.ts';

/**
 * What runs SQL that is written out: Prisma, one of its transactions, or {@link prepared} statements. Values become parameters;
 * int8 comes as bigint, timestamptz as Date, bytea as bytes, whoever runs it.
 */
export interface SqlClient {
  $queryRaw<Rows>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<Rows>;
  /** @returns how many rows it was about */
  $executeRaw(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<number>;
}
