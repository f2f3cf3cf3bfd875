import { spawnSync } from 'node:child_process';
import { test } from 'tap';

// `npm run test:node` sets it, to prove that the tests run on the requested version.
const expected = process.env.EXPECTED_NODE_VERSION;

test('the tests and the processes that they start run on the same Node.js version', (t) => {
  const { version } = process;
  t.comment(`Node.js ${version}`);
  if (expected !== undefined) t.ok(`${version}.`.startsWith(`v${expected}.`), version);
  for (const command of [process.execPath, 'node'])
    t.equal(spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout.trim(), version, command);
  const script = spawnSync('npm', ['exec', '--call=node --version'], { encoding: 'utf8' });
  t.equal(script.stdout.trim(), version, 'a program that npm starts');
  t.end();
});
