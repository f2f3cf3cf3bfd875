import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { isSignedIn } from '../helpers/install.ts';

const { events, training } = seededUsers;

test('a request that names the user of its page', async (t) => {
  const app = await startApp(t);
  const mine = app.simulator.addMeeting({ hostId: training.id });
  const browser = await app.signIn(events.id);
  const headers = { 'x-uplink-user': events.id };
  t.equal((await browser.get('/api/me', headers)).status, 200, 'succeeds while that user is signed in');

  await browser.post('/logout');
  await browser.signIn(training.id);
  const rejected = await browser.get('/api/me', headers);
  t.equal(rejected.status, 401, 'is rejected once another user is signed in');
  t.equal(rejected.json.code, 'not_signed_in');
  t.match(rejected.json.detail, 'Another user is now signed in');
  t.equal(
    (await browser.get('/api/me', { 'x-uplink-user': '' })).status,
    401,
    'an empty user ID is rejected too',
  );

  const change = {
    stream_url: 'rtmp://a.example.org/live',
    stream_key: 'typed-by-the-other-0001',
    page_url: 'https://a.example.org/',
  };
  const path = `/api/meetings/${mine.id}/livestream`;
  const saved = await browser.patch(path, change, { ...headers, 'if-match': '*' });
  t.equal(saved.status, 401);
  t.equal(mine.livestream, undefined, 'one user’s input is not saved in another user’s account');
  t.equal((await browser.post('/logout', { headers })).status, 401);
  t.ok(await isSignedIn(browser), 'the page of one user does not sign the other out');

  t.equal(
    (await browser.get(`/api/events?user=${events.id}`)).status,
    401,
    'the event stream, which sends the name as a parameter',
  );

  const now = await browser.get('/api/me', { 'x-uplink-user': training.id });
  t.equal(now.json.user.id, training.id);
  t.equal((await browser.get('/api/me')).status, 200, 'without a name, the session determines the user');
});
