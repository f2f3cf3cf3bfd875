import t from 'tap';
import { createRetention } from '../../src/privacy/retention.ts';
import { startApp } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { addHosted, COLLEAGUE, HOST } from '../helpers/zoom-host.ts';

const DESTINATION = { name: 'Main', stream_url: 'rtmps://live.example/app', stream_key: 'key-of-the-host-1' };

t.test('the sessions of a user whose tokens Zoom rejects end after a day, and the data stays', async (t) => {
  const uplink = await startApp(t, { startsJobs: false });
  const { pool } = uplink.database;
  const purge = createRetention({
    database: uplink.database,
    log: { warn: (fields) => t.fail(String(fields)) },
  });
  const age = (interval: string) =>
    pool.query(`update installation set updated_at = updated_at - $1::interval`, [interval]);
  const [host, phone, colleague] = [
    await uplink.signIn(HOST),
    await uplink.signIn(HOST),
    await uplink.signIn(COLLEAGUE),
  ];
  t.equal((await host.post('/api/destinations', { body: DESTINATION })).status, 201);

  // Zoom sends no event when it deactivates a user. It rejects the user's tokens.
  uplink.simulator.revokeGrant(HOST);
  t.match((await host.get(addHosted(uplink.simulator).path)).json, { code: 'reconnect_required' });
  await age('23 hours');
  await purge();
  t.equal((await host.get('/api/me')).status, 200, 'the user can still read what is stored');

  await age('1 hour 1 minute');
  await purge();
  for (const client of [host, phone]) {
    const isOver = async () => (await client.get('/api/me')).status === 401;
    t.ok(await eventually(isOver, { withinMs: 1_000 }), 'also where the session is cached');
  }
  t.equal((await colleague.get('/api/me')).status, 200);

  await host.signIn(HOST);
  t.match((await host.get('/api/destinations')).json, { destinations: [{ name: DESTINATION.name }] });
  await age('2 days');
  await purge();
  t.equal((await host.get('/api/me')).status, 200, 'a user who is connected again stays signed in');
});
