import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { tokenRequests } from '../helpers/install.ts';

test('whatever only looks at a link uses no code up', async (t) => {
  const app = await startApp(t);
  const client = app.client();
  const callback = await client.authorize(seededUsers.events.id);
  const requestedUrls = await client.request('HEAD', callback);
  t.equal(requestedUrls.status, 405);
  t.equal(requestedUrls.headers.allow, 'GET');
  t.equal(tokenRequests(app).length, 0);
  t.equal((await client.get(callback)).status, 303);
});
