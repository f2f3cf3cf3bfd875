import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startSlowProxy } from '../database/slow-proxy.ts';
import { startApp } from '../helpers/app.ts';
import { createTestDatabase } from '../helpers/database.ts';

const { events } = seededUsers;

test('with a slow database and too many requests, each is served or rejected with Retry-After', async (t) => {
  const { url } = await createTestDatabase(t);
  const proxy = await startSlowProxy(t, url);
  const app = await startApp(t, {
    databaseUrl: proxy.url,
    env: { DATABASE_POOL_MAX: '4' },
    startsJobs: false,
  });
  const client = await app.signIn(events.id);
  proxy.delay(200);
  const paths = ['/api/meetings', '/api/destinations', '/api/me'];
  const responses = await Promise.all(
    Array.from({ length: 150 }, async (_, index) => {
      const began = performance.now();
      const response = await client.get(paths[index % paths.length] ?? '');
      return { ...response, ms: performance.now() - began };
    }),
  );
  proxy.delay(0);
  const served = responses.filter(({ status }) => status === 200);
  const rejected = responses.filter(({ status }) => status === 503);
  t.ok(served.length > 0);
  t.ok(rejected.length > 0);
  t.equal(served.length + rejected.length, responses.length);
  t.ok(rejected.every(({ headers }) => /^[1-9]\d*$/.test(String(headers['retry-after']))));
  t.comment(
    `the last response after ${Math.round(Math.max(...responses.map(({ ms }) => ms)))} ms, ${served.length} served`,
  );
  t.equal((await client.get('/api/destinations')).status, 200, 'and then it works as before');
});
