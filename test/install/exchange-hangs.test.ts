import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { countRows, noUser } from '../helpers/install.ts';

/** Maximum time until the page is shown. The exchange itself times out after 10 s. */
const LIMIT_MS = 15_000;

test('if the token endpoint hangs, all concurrent users see an error page', async (t) => {
  const app = await startApp(t);
  const userIds = Object.values(seededUsers).map(({ id }) => id);
  const attempts = await Promise.all(
    userIds.map(async (id) => {
      const client = app.client();
      return { client, callback: await client.authorize(id) };
    }),
  );
  app.simulator.addFault({ kind: 'hang', path: '/oauth/token', times: 2 });
  app.simulator.addFault({ kind: 'hang-after-work', path: '/oauth/token', times: 2 });
  const startedAt = performance.now();
  const responses = await Promise.all(attempts.map(({ client, callback }) => client.get(callback)));
  t.ok(performance.now() - startedAt < LIMIT_MS);
  t.same(
    responses.map(({ status }) => status),
    userIds.map(() => 502),
  );
  t.match(responses[0]?.text, /Try again/);
  t.same(await countRows(app), noUser);

  await app.client().signIn(userIds[0] ?? '');
  t.match(
    await countRows(app),
    { installations: 1, tokens: 1, sessions: 1 },
    'installing works again afterwards',
  );
});
