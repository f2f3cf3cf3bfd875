import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { tokenRequests } from '../helpers/install.ts';

test('whatever only looks at a link uses no code up', async (t) => {
  const app = await startApp(t);
  const client = app.client();
  const callback = await client.authorize(seededUsers.events.id);
  const looked = await client.request('HEAD', callback);
  t.equal(looked.status, 405);
  t.equal(looked.headers.allow, 'GET');
  t.equal(tokenRequests(app).length, 0);
  t.equal((await client.get(callback)).status, 303);
});
