import { test } from 'tap';
import { connectDatabase } from '../../src/database/client.ts';
import { Prisma } from '../../src/database/generated/client.ts';
import { createTestDatabase } from '../helpers/database.ts';

test('prepared statements', async (t) => {
  const { url } = await createTestDatabase(t);
  const database = connectDatabase({ url, poolMax: 2, onError: () => {} });
  t.teardown(() => database.close());
  const { sql, prisma, pool } = database;
  const at = new Date('2026-01-02T03:04:05.678Z');
  const bytes = new Uint8Array([0, 255, 7]);
  const id = 9_223_372_036_854_775_807n;

  t.test('accept and return the same values as Prisma', async (t) => {
    const part = Prisma.sql`${['1', '9007199254740993']}::bigint[]`;
    const request = (runner: typeof sql | typeof prisma) => runner.$queryRaw<Record<string, unknown>[]>`
      select ${id}::bigint as id, ${at}::timestamptz as at, ${bytes}::bytea as bytes, ${'x'}::text as text, ${null}::text as none,
             ${1.5}::float8 as number, 3::int as integer, ${true}::boolean as yes, array['a', 'b'] as list, (${part})[2] as second`;
    const [[ours], [theirs]] = [await request(sql), await request(prisma)];
    const plain = (row: Record<string, unknown> = {}) => ({
      ...row,
      bytes: [...Buffer.from(row.bytes as Uint8Array)],
    });
    t.strictSame(plain(ours), plain(theirs));
    t.equal(ours?.id, id);
  });

  t.test('are prepared once for each text, independent of values and number of runs', async (t) => {
    for (let value = 0; value < 20; value += 1) await sql.$queryRaw`select ${value}::int as value, 'counted'`;
    const { rows } = await pool.query("select from pg_prepared_statements where statement like '%counted%'");
    t.ok(rows.length <= 1, 'on this connection');
  });

  t.test('count the changed rows', async (t) => {
    await sql.$executeRaw`create table counted (n int)`;
    t.equal(await sql.$executeRaw`insert into counted select generate_series(1, 5)`, 5);
    t.equal(await sql.$executeRaw`delete from counted where n > ${3}`, 2);
  });

  t.test('never insert a value into their text', async (t) => {
    const [row] = await sql.$queryRaw<
      { text: string }[]
    >`select ${"'; drop table installation; --"}::text as text`;
    t.equal(row?.text, "'; drop table installation; --");
  });
});
