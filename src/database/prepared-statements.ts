import { type Pool, types } from 'pg';
import { Prisma } from './generated/client.ts';
import type { SqlClient } from './sql-client.ts';

const INT8 = 20;
/** As everywhere else here: an int8 is no JavaScript number. */
export const int8Parsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? BigInt : types.getTypeParser(oid, format),
};

/**
 * Runs SQL as statements that each connection prepares once. For hot paths: the same through Prisma costs its compiler and its
 * engine for each call.
 *
 * Statements are told apart by their text, so it must not grow with what is asked for: values belong into parameters, lists into
 * one array.
 */
export function prepared(pool: Pool): SqlClient {
  const names = new Map<string, string>();

  function nameOf(text: string): string {
    const known = names.get(text);
    if (known !== undefined) return known;
    const name = `uplink_${names.size + 1}`;
    names.set(text, name);
    return name;
  }

  function run(query: TemplateStringsArray | Prisma.Sql, values: unknown[]) {
    const { text, values: parameters } = 'raw' in query ? Prisma.sql(query, ...values) : query;
    return pool.query({ name: nameOf(text), text, values: parameters, types: int8Parsers });
  }

  return {
    $queryRaw: async <Rows>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) =>
      (await run(query, values)).rows as Rows,
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
  };
}
