import t from 'tap';
import { closedDirectory, query, start, temporaryDirectory } from './servers.ts';

for (const [where, create] of [
  ['a new directory', temporaryDirectory],
  ['a new directory that is closed to other users', closedDirectory],
] as const) {
  t.test(`five starts in ${where} concurrently share one server, ten times`, async (t) => {
    for (let round = 1; round <= 10; round += 1) {
      const directory = await create(t);
      const servers = await Promise.all(Array.from({ length: 5 }, () => start(t, directory)));
      t.equal(new Set(servers.map(({ url }) => url)).size, 1, `round ${round}`);
      t.same(await query(servers[0]?.url ?? '', 'select 1 as one'), [{ one: 1 }]);
      await Promise.all(servers.map(({ stop }) => stop()));
    }
  });
}
