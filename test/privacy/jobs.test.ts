import t from 'tap';
import { isErased } from '../helpers/erasure.ts';
import { eventually } from '../helpers/eventually.ts';
import { HOST, waitUntil } from '../helpers/zoom-host.ts';
import { startAppBehindProxy } from '../helpers/zoom-proxy.ts';

t.test('jobs run again after the database was unreachable at the end of a job', async (t) => {
  const uplink = await startAppBehindProxy(t);
  const { simulator, zoom, database, logs } = uplink;
  simulator.configure({ webhookUrl: `${uplink.url}/webhooks/zoom` });
  await uplink.signIn(HOST);
  const held = zoom.pauseNext('/v2/users/me');
  simulator.editUser(HOST, { displayName: 'Other User' });
  await held.received;
  await database.pool.query('alter schema graphile_worker rename to away');
  held.release();
  await waitUntil(() => logs.some((line) => line.includes('job worker error')));
  await database.pool.query('alter schema away rename to graphile_worker');

  await simulator.deauthorize(HOST);
  t.ok(await eventually(() => isErased(uplink, HOST), { withinMs: 60_000 }));
  t.equal((await uplink.client().get('/livez')).status, 200, 'the process is still running');
});
