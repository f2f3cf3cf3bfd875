import t from 'tap';
import { connectDatabase } from '../../src/database/client.ts';
import { usersToCheck } from '../../src/privacy/retention-of-users.ts';
import { populate } from '../../tools/population/population.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { onServer } from '../helpers/database-template.ts';

const USERS = 3_000;
const ALL_DAY = Array.from({ length: 25 }, (_, hour) => 400_000 + hour);

t.test('with many users, each is checked in exactly one of 25 hours', async (t) => {
  const { url } = await createTestDatabase(t);
  await onServer(url, (client) => populate(client, USERS));
  const database = connectDatabase({ url, poolMax: 1, onError: () => {} });
  t.teardown(database.close);

  async function checkedBy(options: Parameters<typeof usersToCheck>[1]): Promise<string[][]> {
    const pages: string[][] = [];
    for await (const page of usersToCheck(database, options)) pages.push(page);
    return pages;
  }

  const hours: string[][] = [];
  for (const hour of ALL_DAY) hours.push((await checkedBy({ maxUsersPerRun: USERS / 2, hour })).flat());
  t.equal(new Set(hours.flat()).size, USERS);
  t.equal(hours.flat().length, USERS);
  t.ok(Math.max(...hours.map(({ length }) => length)) < (2 * USERS) / 25, 'evenly');

  const few = await checkedBy({});
  t.equal(few.flat().length, USERS, 'with few users, all of them in each hour');
  t.ok(few.length > 1);
  t.ok(
    few.every(({ length }) => length <= 500),
    'in pages',
  );
});
