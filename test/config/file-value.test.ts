import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { loadConfig } from '../../src/config.ts';
import { errorsOf, invalidNames, names, needed } from './environments.ts';

/** The variables that are required, each in a file as an editor or `echo` writes it. */
function inFiles(directory: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(needed).map(([name, value]) => {
      const path = join(directory, name.toLowerCase());
      writeFileSync(path, `${value}\n`);
      return [`${name}_FILE`, path];
    }),
  );
}

test('every variable can be in a file', async (t) => {
  const config = loadConfig(inFiles(t.testdir()));
  t.same(JSON.stringify(config), JSON.stringify(loadConfig(needed)));
  t.equal(config.zoom.clientSecret.reveal(), needed.ZOOM_CLIENT_SECRET);
  t.equal(config.databaseUrl.reveal(), needed.DATABASE_URL);
  for (const name of names) {
    const [line = ''] = errorsOf({ ...needed, [name]: '', [`${name}_FILE`]: '/no/such/file' });
    t.ok(line.startsWith(`${name} can't be read`), `${name}_FILE`);
  }
});

test('an empty _FILE variable counts as not set', async (t) => {
  t.same(
    JSON.stringify(loadConfig({ ...needed, SESSION_SECRET_FILE: ' ' })),
    JSON.stringify(loadConfig(needed)),
  );
});

test('a value and a file for the same variable are rejected', async (t) => {
  const [line = '', ...rest] = errorsOf({
    ...needed,
    ...inFiles(t.testdir()),
    DATABASE_URL_FILE: '',
    ...only('ENCRYPTION_KEYS'),
  });
  t.same(rest, []);
  t.match(line, /^ENCRYPTION_KEYS and ENCRYPTION_KEYS_FILE are both set: /);

  function only(name: string): Record<string, string> {
    const others = Object.keys(needed).filter((each) => each !== name);
    return Object.fromEntries(others.map((each) => [`${each}_FILE`, '']));
  }
});

test('a file that can’t be read is an error that names the variable, not the path or the content', async (t) => {
  const directory = t.testdir({ empty: ' \n', huge: 'a'.repeat(64 * 1024 + 1), locked: 'secret' });
  mkdirSync(join(directory, 'folder'));
  chmodSync(join(directory, 'locked'), 0);
  const wrong: [string, RegExp][] = [
    ['empty', /is empty/],
    ['huge', /is larger than 64 KiB/],
    ['folder', /is a directory/],
    ['missing', /does not exist/],
    ['empty/below', /does not exist/],
    // Root can read every file.
    ...(process.getuid?.() === 0 ? [] : [['locked', /is not readable for this user/] as [string, RegExp]]),
  ];
  for (const [file, reason] of wrong) {
    const path = join(directory, file);
    const env = { ...needed, SESSION_SECRET: undefined, SESSION_SECRET_FILE: path };
    t.same(invalidNames(env), ['SESSION_SECRET'], file);
    const [line = ''] = errorsOf(env);
    t.match(line, reason, file);
    t.notOk(line.includes(path), 'a secret that was set as the path by mistake is not printed');
  }
});
