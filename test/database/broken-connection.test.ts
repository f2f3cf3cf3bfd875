import { test } from 'tap';
import { createClient } from '../../src/database/connection.ts';
import { createTestDatabase } from '../helpers/database.ts';

test('a connection that breaks while no pool has it does not end the process', async (t) => {
  const { url } = await createTestDatabase(t);
  const options = { url, applicationName: 'broken', connectTimeoutMs: 10_000 };
  const [broken, other] = [createClient(options), createClient(options)];
  await Promise.all([broken.connect(), other.connect()]);
  t.teardown(() => other.end());
  const { rows } = await broken.query('select pg_backend_pid() as pid');
  const ended = new Promise<void>((resolve) => broken.once('end', () => resolve()));
  await other.query('select pg_terminate_backend($1)', [rows[0].pid]);
  await ended;
  await t.rejects(broken.query('select 1'), 'its statements report the error');
});
