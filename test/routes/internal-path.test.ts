import t from 'tap';
import { internalPath } from '../../src/routes/internal-path.ts';

const ORIGIN = 'https://uplink.example';

t.test('a path on this origin is kept with its query and fragment', async (t) => {
  for (const path of [
    '/',
    '/meetings',
    '/meetings/1?tab=a&b=%20#c',
    '/installed',
    '/apiary',
    '/oauths',
    '/x/install',
  ])
    t.equal(internalPath(path, ORIGIN), path);
  t.equal(internalPath('/a/../b', ORIGIN), '/b');
  t.equal(internalPath(`/${'a'.repeat(511)}`, ORIGIN), `/${'a'.repeat(511)}`);
});

t.test('a URL of another origin, in any notation, is replaced by the start page', async (t) => {
  const others = [
    undefined,
    '',
    'meetings',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/\t/evil.example',
    '/a\\b',
    '/a b',
    '/é',
    'x/a',
    '/a\n',
    `/${'a'.repeat(512)}`,
  ];
  for (const next of others) t.equal(internalPath(next, ORIGIN), '/', String(next));
  t.equal(internalPath('/meetings', 'https://uplink.example/'), '/', 'the origin is compared exactly');
});

t.test('pages of the sign-in and the API are replaced by the start page', async (t) => {
  for (const name of ['install', 'signin', 'oauth', 'api', 'logout'])
    for (const next of [`/${name}`, `/${name}/`, `/${name}/x`, `/${name}?a`, `/x/../${name}`])
      t.equal(internalPath(next, ORIGIN), '/', next);
});
