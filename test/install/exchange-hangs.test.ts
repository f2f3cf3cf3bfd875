import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { countRows, noUser } from '../helpers/install.ts';

/** The exchange itself has 10 s; a person looks at an empty page for no longer than this. */
const LIMIT_MS = 15_000;

test('a token endpoint that never answers ends on a page, for everybody at once', async (t) => {
  const app = await startApp(t);
  const people = Object.values(seededUsers).map(({ id }) => id);
  const tries = await Promise.all(
    people.map(async (id) => {
      const client = app.client();
      return { client, callback: await client.authorize(id) };
    }),
  );
  app.simulator.addFault({ kind: 'hang', path: '/oauth/token', times: 2 });
  app.simulator.addFault({ kind: 'hang-after-work', path: '/oauth/token', times: 2 });
  const began = performance.now();
  const responses = await Promise.all(tries.map(({ client, callback }) => client.get(callback)));
  t.ok(performance.now() - began < LIMIT_MS);
  t.same(
    responses.map(({ status }) => status),
    people.map(() => 502),
  );
  t.match(responses[0]?.text, /Try again/);
  t.same(await countRows(app), noUser);

  await app.client().signIn(people[0] ?? '');
  t.match(await countRows(app), { installations: 1, tokens: 1, sessions: 1 }, 'and works again afterwards');
});
