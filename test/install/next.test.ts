import { test } from 'tap';
import { internalPath } from '../../src/routes/internal-path.ts';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';

const ORIGIN = 'https://uplink.example';

const rejected = [
  'https://evil.example/',
  'http://evil.example',
  'HTTPS://evil.example',
  'https:evil.example',
  'https:/evil.example',
  '//evil.example',
  '///evil.example',
  '////evil.example/..',
  '/\\evil.example',
  '\\\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/ /evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/x/..//evil.example',
  '/x/../..//evil.example',
  '/%2e//evil.example',
  '/%2E%2e//evil.example',
  '/x/%2e%2e//evil.example',
  '/./\\evil.example',
  '/meetings\\..\\..\\evil',
  'javascript:alert(1)',
  'data:text/html,x',
  'evil.example',
  '@evil.example',
  '/\u0000',
  '/\u2028',
  '/é',
  '/a\u007f',
  '/a\r\nset-cookie: x=y',
  `${ORIGIN}.evil.example/`,
  `${ORIGIN}@evil.example/`,
  '',
  '?x',
  '#x',
  `/${'a'.repeat(512)}`,
];

test('anything but a path of this origin is replaced by the start page', async (t) => {
  t.same(
    rejected.filter((next) => internalPath(next, ORIGIN) !== '/'),
    [],
  );
  t.equal(internalPath(undefined, ORIGIN), '/');
});

test('routes of the sign-in, and routes that are no pages, are replaced by the start page', async (t) => {
  const paths = [
    '/install',
    '/install?next=/install',
    '/install/',
    '/signin',
    '/signin?next=/signin',
    '/oauth/callback',
    '/oauth/callback?code=x&state=y',
    '/meetings/../oauth/callback',
    '/./install',
    '/%2e/install',
    '/logout',
    '/logout/everywhere',
    '/api/me',
  ];
  t.same(
    paths.filter((next) => internalPath(next, ORIGIN) !== '/'),
    [],
  );
});

test('a path of this origin is kept, with its query and fragment', async (t) => {
  const paths = [
    '/',
    '/meetings/82929473321',
    '/webinars?type=live&page_token=a%2Fb',
    '/meetings/1#livestream',
    '/installation',
    '/signing',
    '/apiary',
    '/meetings?next=//evil.example',
    '/a:b@c',
  ];
  t.same(
    paths.map((next) => internalPath(next, ORIGIN)),
    paths,
  );
});

test('after signing in, the browser stays on this origin for any value of next', async (t) => {
  const app = await startApp(t);
  const paths = [
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'https://evil.example',
  ];
  for (const next of [...paths, '/%2e//evil.example', '/oauth/callback?code=x', '/install']) {
    const response = await app.client().signIn(seededUsers.events.id, next);
    t.equal(response.headers.location, '/');
  }
  const response = await app.client().signIn(seededUsers.events.id, '/meetings/82929473321?tab=a#b');
  t.equal(response.headers.location, '/meetings/82929473321?tab=a#b');
  const twice = await app.client().get('/install?next=/meetings&next=//evil.example');
  t.equal(twice.status, 302, 'a repeated next is ignored');
});
