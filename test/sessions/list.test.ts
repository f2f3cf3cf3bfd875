import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { COLLEAGUE, changeRows, HOST } from '../helpers/zoom-host.ts';

const uplink = await startApp(t);

t.test('a user sees their own sessions, and not those of others', async (t) => {
  const [first, second] = [await uplink.signIn(HOST), await uplink.signIn(HOST)];
  const colleague = await uplink.signIn(COLLEAGUE);
  const { json } = await second.get('/api/sessions');
  t.equal(json.sessions.length, 2);
  t.strictSame(json.sessions.map(({ current }: { current: boolean }) => current).sort(), [false, true]);
  t.match(json.sessions[0], { id: /^[0-9a-f]{32}$/, created_at: /Z$/, last_used_at: /Z$/ });
  t.equal((await colleague.get('/api/sessions')).json.sessions.length, 1);
  await first.post('/logout');
  t.match((await second.get('/api/sessions')).json, { sessions: [{ current: true }] });
});

t.test('an expired session is not listed', async (t) => {
  const client = await uplink.signIn(HOST);
  await changeRows(
    uplink,
    HOST,
    "update session set last_seen_at = now() - interval '13 hours' where user_id = $1",
  );
  const again = await uplink.signIn(HOST);
  t.equal((await client.get('/api/sessions')).status, 401);
  t.equal((await again.get('/api/sessions')).json.sessions.length, 1);
});
