import type { RunningApp } from './app.ts';

/**
 * Returns all values of all tables outside the system schemas: text unchanged, bytes as hex and as
 * Latin-1.
 */
export async function dumpEverything({ database: { pool } }: Pick<RunningApp, 'database'>): Promise<string> {
  const tables = await pool.query<{ schema: string; name: string }>(
    `select table_schema as schema, table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const cells: string[] = [];
  for (const { schema, name } of tables.rows) {
    const { rows } = await pool.query(`select * from "${schema}"."${name}"`);
    for (const row of rows) cells.push(...Object.values(row).flatMap(textsOf));
  }
  return cells.join('\n');
}

function textsOf(value: unknown): string[] {
  if (Buffer.isBuffer(value)) return [value.toString('hex'), value.toString('latin1')];
  return [typeof value === 'string' ? value : String(JSON.stringify(value))];
}
