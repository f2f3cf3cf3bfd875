import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { isSignedIn } from '../helpers/install.ts';

const { events, training } = seededUsers;

test('a request that names the user its page was opened for', async (t) => {
  const app = await startApp(t);
  const mine = app.simulator.addMeeting({ hostId: training.id });
  const browser = await app.signIn(events.id);
  const named = { 'x-uplink-user': events.id };
  t.equal((await browser.get('/api/me', named)).status, 200, 'is answered while they are signed in');

  await browser.post('/logout');
  await browser.signIn(training.id);
  const rejected = await browser.get('/api/me', named);
  t.equal(rejected.status, 401, 'is refused once somebody else is');
  t.equal(rejected.json.code, 'not_signed_in');
  t.match(rejected.json.detail, 'Somebody else is signed in');
  t.equal((await browser.get('/api/me', { 'x-uplink-user': '' })).status, 401, 'by no name too');

  const change = {
    stream_url: 'rtmp://a.example.org/live',
    stream_key: 'typed-by-the-other-0001',
    page_url: 'https://a.example.org/',
  };
  const path = `/api/meetings/${mine.id}/livestream`;
  const saved = await browser.patch(path, change, { ...named, 'if-match': '*' });
  t.equal(saved.status, 401);
  t.equal(mine.livestream, undefined, 'nothing of one user gets into the account of another');
  t.equal((await browser.post('/logout', { headers: named })).status, 401);
  t.ok(await isSignedIn(browser), 'nor does the page of one user sign the other out');

  t.equal(
    (await browser.get(`/api/events?user=${events.id}`)).status,
    401,
    'events, whose requests carry no header',
  );

  const now = await browser.get('/api/me', { 'x-uplink-user': training.id });
  t.equal(now.json.user.id, training.id);
  t.equal((await browser.get('/api/me')).status, 200, 'without a name the session decides');
});
