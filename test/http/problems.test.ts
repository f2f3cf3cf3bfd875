import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';

const { events } = seededUsers;

test('if several problems apply, the first in a fixed order is returned', async (t) => {
  const app = await startApp(t);
  const { id } = app.simulator.addMeeting({
    hostId: events.id,
    livestream: {
      stream_url: 'rtmp://a.example/live',
      stream_key: 'key-0123456789',
      page_url: 'https://a.example',
    },
  });
  const signedIn = await app.signIn(events.id);
  const known = `/api/meetings/${id}/livestream`;
  const wrong = { body: 'x', headers: { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' } };
  const own = { 'sec-fetch-site': 'same-origin' };

  t.test('401 first on all routes below /api', async (t) => {
    for (const path of [
      '/api/nothing',
      '/api',
      '/api/meetings/%zz/livestream',
      '/api/meetings/1/livestream',
      known,
    ]) {
      const response = await app.client().request('PATCH', path, wrong);
      t.match([response.status, response.json.code], [401, 'not_signed_in'], path);
    }
    for (const method of ['GET', 'PUT', 'OPTIONS', 'DELETE'])
      t.equal((await app.client().request(method, '/api/nothing')).status, 401, method);
  });

  t.test('then 403', async (t) => {
    for (const path of ['/api/nothing', '/api/meetings/%zz/livestream', '/api/meetings/1/livestream', known])
      t.equal((await signedIn.request('PATCH', path, wrong)).json.code, 'cross_site_request', path);
  });

  t.test('then 404 or 405 for the route', async (t) => {
    const headers = { ...own, 'content-type': 'text/plain' };
    const nothing = await signedIn.request('PATCH', '/api/nothing', { body: 'x', headers });
    t.match([nothing.status, nothing.json.code], [404, 'not_found']);
    const method = await signedIn.request('PUT', known, { body: 'x', headers });
    t.match([method.status, method.json.code], [405, 'method_not_allowed']);
  });

  t.test('then 415', async (t) => {
    for (const path of [known, '/api/meetings/1/livestream']) {
      const response = await signedIn.request('PATCH', path, {
        body: 'x',
        headers: { ...own, 'content-type': 'text/plain' },
      });
      t.match([response.status, response.json.code], [415, 'unsupported_media_type'], path);
    }
  });

  t.test('then 400 for the ID and the body', async (t) => {
    const id = await signedIn.patch('/api/meetings/1/livestream', { page_url: 1 });
    t.match([id.status, id.json.code], [400, 'invalid_meeting_id']);
    const body = await signedIn.patch(known, { page_url: 1 });
    t.match([body.status, body.json.code], [400, 'invalid_request']);
    const empty = await signedIn.patch(known, {});
    t.match([empty.status, empty.json.code], [400, 'invalid_request']);
  });

  t.test('then 428, and last 412', async (t) => {
    const change = { page_url: 'https://b.example/' };
    const required = await signedIn.patch(known, change);
    t.match([required.status, required.json.code], [428, 'precondition_required']);
    const failed = await signedIn.patch(known, change, { 'if-match': '"another"' });
    t.match([failed.status, failed.json.code], [412, 'precondition_failed']);
  });

  t.test('401 before the request limit, which only signed-in users have', async (t) => {
    const strict = await startApp(t, { sharedWith: app, env: { RATE_LIMIT_USER_PER_MINUTE: '1' } });
    for (let count = 0; count < 3; count += 1) t.equal((await strict.client().get('/api/me')).status, 401);
  });
});
