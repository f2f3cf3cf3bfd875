import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';

test('nothing of the User-Agent header but the names is stored or returned', async (t) => {
  const app = await startApp(t);
  const client = app.client();
  const userAgent = `Mozilla/5.0 (Windows NT 10.0; rv:145.0) Firefox/145.0 <canary> "'--`;
  const callback = await client.authorize(seededUsers.events.id);
  t.equal((await client.get(callback, { 'user-agent': userAgent })).status, 303);
  const { text, json } = await client.get('/api/sessions');
  t.match(json.sessions, [{ browser: 'Firefox', platform: 'Windows' }]);
  const { rows } = await app.database.pool.query('select * from session');
  t.notMatch(JSON.stringify(rows) + text + app.logs.join(''), /canary|Firefox\/|145\.0/);
});
