import t from 'tap';
import { eventually } from '../helpers/eventually.ts';
import { isErased } from '../helpers/held.ts';
import { startGatedApp } from '../helpers/zoom-gate.ts';
import { HOST, until } from '../helpers/zoom-host.ts';

t.test('work on jobs begins again after the database was not there for one that ended', async (t) => {
  const uplink = await startGatedApp(t);
  const { simulator, zoom, database, logs } = uplink;
  simulator.configure({ webhookUrl: `${uplink.url}/webhooks/zoom` });
  await uplink.signIn(HOST);
  const held = zoom.hold('/v2/users/me');
  simulator.editUser(HOST, { displayName: 'Somebody Else' });
  await held.reached;
  await database.pool.query('alter table graphile_worker._private_jobs rename to away');
  held.release();
  await until(() => logs.some((line) => line.includes('trouble with jobs')));
  await database.pool.query('alter table graphile_worker.away rename to _private_jobs');

  await simulator.deauthorize(HOST);
  t.ok(await eventually(() => isErased(uplink, HOST), { withinMs: 60_000 }));
  t.equal((await uplink.client().get('/livez')).status, 200, 'the process has lived on');
});
