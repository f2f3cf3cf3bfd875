import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'tap';

const root = new URL('../../', import.meta.url);
const page = await readFile(new URL('docs/architecture.md', root), 'utf8');

test('the module map lists every folder of src, and no other', async (t) => {
  const entries = await readdir(new URL('src/', root), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `src/${name}`);
  const listed = [...page.matchAll(/^\| `(src\/[^`]+)` \|/gm)].map(([, folder]) => folder);
  t.same(listed.sort(), folders.sort());
});

test('every file that the page names exists', async (t) => {
  const named = new Set([...page.matchAll(/\b(?:src|test|tools|dev)\/[\w./-]*\w/g)].map(([path]) => path));
  t.ok(named.size > 40);
  for (const path of named) t.ok(existsSync(new URL(path, root)), path);
});

test('the page describes every file directly in src', async (t) => {
  const entries = await readdir(new URL('src/', root), { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => `src/${name}`);
  const rows = page.split('\n').filter((line) => line.startsWith('| `src/'));
  const listed = rows.flatMap((row) => [...row.matchAll(/`(src\/[\w-]+\.ts)`/g)].map(([, file]) => file));
  t.same(listed.sort(), files.sort());
});
