import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';

const ID = '82929473321';
const READ = ['GET', 'HEAD'];
const methods: Record<string, string[]> = {
  '/': READ,
  '/install': ['GET'],
  '/signin': ['GET'],
  '/oauth/callback': ['GET'],
  '/logout': ['POST'],
  '/logout/everywhere': ['POST'],
  '/livez': READ,
  '/readyz': READ,
  '/privacy': READ,
  '/terms': READ,
  '/support': READ,
  '/documentation': READ,
  '/.well-known/security.txt': READ,
  '/meetings': READ,
  [`/meetings/${ID}`]: READ,
  '/webhooks/zoom': ['POST'],
  '/api/me': [...READ, 'DELETE'],
  '/api/me/export': READ,
  '/api/me/first-steps': ['DELETE'],
  '/api/sessions': READ,
  '/api/sessions/5f0c1b8a9e3d4c2f7a6b8d9e0f1a2b3c': ['DELETE'],
  '/api/events': ['GET'],
  '/api/services': READ,
  '/api/destinations': [...READ, 'POST'],
  '/api/destinations/4c7a9f6e-1d1a-4a1e-8b3a-0c6a2c1d9e55': [...READ, 'PATCH', 'DELETE'],
  '/api/destinations/parse': [...READ, 'PATCH', 'DELETE', 'POST'],
  [`/api/meetings/${ID}/livestream/check`]: ['POST'],
  [`/api/webinars/${ID}/livestream/check`]: ['POST'],
  '/api/meetings': READ,
  '/api/webinars': READ,
  [`/api/meetings/${ID}/livestream`]: [...READ, 'PATCH'],
  [`/api/webinars/${ID}/livestream`]: [...READ, 'PATCH'],
  [`/api/meetings/${ID}/livestream/history`]: READ,
  [`/api/meetings/${ID}/livestream/restore`]: ['POST'],
  [`/api/meetings/${ID}/livestream/status`]: [...READ, 'PATCH'],
  [`/api/meetings/${ID}/livestream/switch`]: [...READ, 'POST', 'DELETE'],
  [`/api/meetings/${ID}/livestream/switch/retry`]: ['POST'],
  [`/api/webinars/${ID}/livestream/switch`]: [...READ, 'POST', 'DELETE'],
  [`/api/webinars/${ID}/livestream/switch/retry`]: ['POST'],
  [`/api/webinars/${ID}/livestream/history`]: READ,
  [`/api/webinars/${ID}/livestream/restore`]: ['POST'],
  [`/api/webinars/${ID}/livestream/status`]: [...READ, 'PATCH'],
  [`/api/meetings/${ID}/preflight`]: READ,
  [`/api/webinars/${ID}/preflight`]: READ,
};
const ALL = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];

test('a method', async (t) => {
  const app = await startApp(t, { uiDirectory: new URL('./ui', import.meta.url).pathname });
  const client = await app.signIn(seededUsers.events.id);

  for (const [path, allowed] of Object.entries(methods)) {
    t.test(`that ${path} does not support is 405 and lists the supported ones`, async (t) => {
      for (const method of ALL.filter((each) => !allowed.includes(each))) {
        const response = await client.request(method, `${path}?x=1`);
        t.equal(response.status, 405, method);
        t.match(response.headers['content-type'], /^application\/problem\+json/);
        if (method !== 'HEAD') t.match(response.json, { status: 405, code: 'method_not_allowed' });
        t.same(String(response.headers.allow).split(/, */).sort(), [...allowed].sort());
      }
    });
  }

  t.test('HEAD returns the same as GET without the body', async (t) => {
    for (const path of ['/livez', '/privacy', '/api/me', '/api/meetings']) {
      const [get, head] = [await client.get(path), await client.request('HEAD', path)];
      t.equal(head.status, get.status, path);
      t.equal(head.text, '');
      t.equal(head.headers['content-type'], get.headers['content-type']);
      t.equal(head.headers['cache-control'], get.headers['cache-control']);
    }
  });

  t.test('on an unknown path is 404, and the response does not repeat the path', async (t) => {
    for (const path of ['/nothing', '/api/nothing', `/api/meetings/${ID}`, '/Api/me', '/api/me/'])
      for (const method of ['GET', 'POST', 'OPTIONS', 'TRACE', 'DELETE']) {
        const response = await client.request(method, `${path}?secret-canary`, {
          headers: { 'x-canary': 'secret-canary' },
        });
        t.equal(response.status, 404, `${method} ${path}`);
        t.notMatch(response.text, /canary/);
        t.equal(response.headers.allow, undefined);
      }
  });

  t.test('an unknown path is a page for browsers and a problem for programs', async (t) => {
    const page = await app.client().get('/nothing', { accept: 'text/html,application/xhtml+xml' });
    t.match([page.status, page.headers['content-type']], [404, /^text\/html/]);
    const problem = await app.client().get('/nothing', { accept: 'application/json' });
    t.match([problem.status, problem.json.code], [404, 'not_found']);
    const api = await client.get('/api/nothing', { accept: 'text/html' });
    t.match([api.status, api.json.code], [404, 'not_found']);
  });
});
