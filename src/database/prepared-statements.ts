import { type Pool, types } from 'pg';
import { Prisma } from './generated/client.ts';
import type { SqlClient } from './sql-client.ts';

const INT8 = 20;
/** Parses int8 as bigint, as Prisma does. */
export const int8Parsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? BigInt : types.getTypeParser(oid, format),
};

/**
 * Runs SQL as statements that each connection prepares once. For hot paths: with Prisma, each call
 * pays for its compiler and engine.
 *
 * Statements are identified by their text, so the text must not vary with the values: pass values
 * as parameters and lists as one array parameter.
 */
export function prepared(pool: Pool): SqlClient {
  const names = new Map<string, string>();

  function nameOf(text: string): string {
    const existing = names.get(text);
    if (existing !== undefined) return existing;
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
