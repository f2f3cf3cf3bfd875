import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { tokenRequests } from '../helpers/install.ts';

test('a HEAD request, as link previews send it, does not consume the code', async (t) => {
  const app = await startApp(t);
  const client = app.client();
  const callback = await client.authorize(seededUsers.events.id);
  const response = await client.request('HEAD', callback);
  t.equal(response.status, 405);
  t.equal(response.headers.allow, 'GET');
  t.equal(tokenRequests(app).length, 0);
  t.equal((await client.get(callback)).status, 303);
});
