import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';

const { events } = seededUsers;
const INTERNAL =
  /prisma|postgres|relation|column|listing_page|session|select |ECONN|127\.0\.0\.1|\.ts\b|\bat \S+:\d+|Error:|stack|node_modules/i;

test('an internal error', async (t) => {
  const app = await startApp(t);
  const client = await app.signIn(events.id);
  const { pool } = app.database;

  t.test('is a problem with only a request ID, which is also in the log', async (t) => {
    await pool.query('alter table listing_page rename to elsewhere');
    const response = await client.get('/api/meetings');
    await pool.query('alter table elsewhere rename to listing_page');
    t.equal(response.status, 500);
    t.match(response.headers['content-type'], /^application\/problem\+json/);
    t.same(Object.keys(response.json).sort(), ['code', 'detail', 'request_id', 'status', 'title', 'type']);
    t.match(response.json, { status: 500, code: 'internal_error' });
    t.notMatch(response.text, INTERNAL);
    t.ok(
      app.logs.some((line) => line.includes(response.json.request_id) && line.includes('"level":"error"')),
    );
  });

  t.test('is a page in a browser, with the same request ID and no details', async (t) => {
    await pool.query('alter table authorization_request rename to elsewhere');
    const responses = [await client.get('/install'), await client.get('/oauth/callback?code=x&state=y')];
    await pool.query('alter table elsewhere rename to authorization_request');
    for (const { status, headers, text } of responses) {
      t.equal(status, 500);
      t.match(headers['content-type'], /^text\/html/);
      const [requestId] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(text) ?? [];
      t.ok(app.logs.some((line) => line.includes(requestId ?? '?')));
      t.notMatch(text.replace(/<[^>]+>/g, ' '), INTERNAL);
    }
  });

  t.test('during the session lookup does not sign the user out', async (t) => {
    const other = await startApp(t, { sharedWith: app });
    const there = other.client();
    for (const [name, value] of client.cookies) there.cookies.set(name, value);
    await pool.query('alter table session rename to elsewhere');
    const response = await there.get('/api/me');
    await pool.query('alter table elsewhere rename to session');
    t.equal(response.status, 500);
    t.notMatch(response.text, INTERNAL);
    t.equal((await there.get('/api/me')).status, 200);
  });

  t.test('has a new request ID each time, which the client cannot choose', async (t) => {
    const ids = [];
    for (let count = 0; count < 3; count += 1)
      ids.push(
        (await client.get('/api/nothing', { 'request-id': 'chosen', 'x-request-id': 'chosen' })).json
          .request_id,
      );
    t.equal(new Set(ids).size, 3);
    t.notOk(ids.includes('chosen' as never));
  });
});

test('every error response is a complete problem document', async (t) => {
  const app = await startApp(t);
  const client = await app.signIn(events.id);
  for (const response of [
    await app.client().get('/api/me'),
    await client.get('/api/nothing'),
    await client.get('/nothing'),
    await client.request('PUT', '/api/me'),
    await client.get('/api/meetings/1/livestream'),
    await client.get('/api/meetings?type=nothing'),
  ]) {
    t.match(response.headers['content-type'], /^application\/problem\+json/);
    t.match(response.json, {
      type: String,
      title: /^[A-Z]/,
      status: response.status,
      code: /^[a-z_]+$/,
      detail: /^[A-Z].*\.$/,
      request_id: /^[0-9a-f-]{36}$/,
    });
  }
});

test('only the documented routes exist', async (t) => {
  const app = await startApp(t, { uiDirectory: new URL('./ui', import.meta.url).pathname });
  const client = await app.signIn(events.id);
  const contexts = [
    '/metrics',
    '/debug',
    '/status',
    '/health',
    '/swagger',
    '/documentation/json',
    '/documentation/static/index.html',
    '/.env',
    '/.git/config',
    '/package.json',
    '/assets/',
    '/assets',
    '/index.html/',
    '/assets/main-0a1b2c.js.map',
    '/admin',
    '/graphql',
    '/api',
    '/api/',
    '/api/users',
    '/api/tokens',
    '/install/',
    '/oauth',
    '/oauth/token',
  ];
  for (const path of contexts) t.equal((await client.get(path)).status, 404, path);
});
