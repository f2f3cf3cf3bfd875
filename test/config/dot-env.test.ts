import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { loadConfig, readDotEnv } from '../../src/config.ts';
import { invalidNames, names, needed } from './environments.ts';

const example = new URL('../../.env.example', import.meta.url);
const reference = new URL('../../docs/configuration.md', import.meta.url);

t.test('a .env file adds unset variables outside production', async (t) => {
  const path = join(t.testdir(), '.env');
  writeFileSync(path, '# comment\nPORT=1111\nLOG_LEVEL="debug"\nHOST=::1\nNODE_ENV=production\n');
  const env = { PORT: '2222', HOST: '' };
  t.same(readDotEnv(path, env), { PORT: '2222', HOST: '', LOG_LEVEL: 'debug' });
  t.same(env, { PORT: '2222', HOST: '' }, 'the input is unchanged');
  t.same(readDotEnv(path, { NODE_ENV: 'production' }), { NODE_ENV: 'production' });
  t.same(readDotEnv(`${path}.missing`, env), env);
  t.throws(() => readDotEnv(t.testdirName, env), { code: 'EISDIR' });
});

t.test('.env.example names every variable and is invalid until it is filled in', async (t) => {
  const text = readFileSync(example, 'utf8');
  const mentioned = [...text.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);
  t.same(mentioned.toSorted(), names.toSorted());
  t.same(invalidNames(readDotEnv(fileURLToPath(example), {})).toSorted(), Object.keys(needed).toSorted());
});

t.test('.env.example shows the actual defaults', async (t) => {
  const text = readFileSync(example, 'utf8');
  const shown = Object.fromEntries(
    [...text.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  t.same(JSON.stringify(loadConfig({ ...needed, ...shown })), JSON.stringify(loadConfig(needed)));
});

t.test('the reference describes every variable, and its example keys are rejected', async (t) => {
  const text = readFileSync(reference, 'utf8');
  for (const name of names) t.ok(text.includes(`\`${name}\``), name);
  const examples = [...text.matchAll(/^(ENCRYPTION_KEYS|SESSION_SECRET)=(.*)$/gm)];
  t.not(examples.length, 0);
  for (const [, name = '', value] of examples) t.same(invalidNames({ ...needed, [name]: value }), [name]);
});
