import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { hold } from '../helpers/hold.ts';
import { addHosted, apiCalls, HOST, refreshes, until } from '../helpers/zoom-host.ts';

t.test('an update that could only be sent late overwrites nothing that was saved meanwhile', async (t) => {
  const slow = await startApp(t);
  const { simulator, database } = slow;
  const other = await startApp(t, { beside: slow });
  const host = await slow.signIn(HOST);
  const elsewhere = other.client();
  for (const [name, value] of host.cookies) elsewhere.cookies.set(name, value);
  const { id, path, zoomPath, atZoom } = addHosted(simulator);
  await host.get(path);

  // Its token is refused, and the new one takes longer than the lease lasts.
  const refreshing = hold();
  simulator.addFault({ kind: 'answer', status: 401, body: { code: 124 }, method: 'PATCH', path: zoomPath });
  simulator.addFault({ kind: 'delay', until: refreshing.until, path: '/oauth/token' });
  const late = host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
  await until(() => refreshes(simulator).length === 1);
  await database.pool.query(
    "update livestream set write_until = now() - interval '1 second' where meeting_id = $1",
    [id],
  );
  const saved = await elsewhere.patch(path, { page_url: 'https://watch.example/new' }, { 'if-match': '*' });
  t.equal(saved.status, 200);

  refreshing.release();
  t.match(await late, { status: 503, json: { code: 'temporarily_unavailable' } });
  t.match(atZoom(), { page_url: 'https://watch.example/new', resolution: '720p' });
  t.equal(apiCalls(simulator, { method: 'PATCH', path: zoomPath }).length, 2, 'it was not sent again');
  t.match((await host.get(path)).json, { page_url: 'https://watch.example/new', resolution: '720p' });
});
