/**
 * `npm run lint:wording [PATH ...]`: checks the files that Git tracks against the deny list. Prints
 * each hit with what to write instead, and hits per 1,000 words for each folder. Fails if a folder
 * has more than one.
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { DENY_LIST, PUBLIC_NAMES } from './wording/deny-list.ts';

interface Hit {
  path: string;
  line: number;
  found: string;
  instead: string;
}

const MAX_RATE = 1;
const CHECKED = /\.(?:ts|tsx|js|md|sql|prisma|yml|html)$/;
const UNCHECKED = /^scripts\/wording|\/generated\/|^LICENSE/;

const paths = execFileSync('git', ['ls-files', ...process.argv.slice(2)], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => CHECKED.test(path) && !UNCHECKED.test(path));

const words = new Map<string, number>();
const hits: Hit[] = [];
for (const path of paths) {
  const lines = (await readFile(path, 'utf8')).split('\n').map(splitIdentifiers);
  const folder = folderOf(path);
  words.set(
    folder,
    (words.get(folder) ?? 0) +
      lines
        .join(' ')
        .split(/[^\p{L}’']+/u)
        .filter(Boolean).length,
  );
  for (const [index, line] of lines.entries()) hits.push(...hitsOf(path, index + 1, line));
}

for (const { path, line, found, instead } of hits) console.log(`${path}:${line}: "${found}" → ${instead}`);
console.log(`\n${'folder'.padEnd(28)} words   hits  per 1,000`);
for (const [folder, count] of [...words].sort()) {
  const found = hits.filter(({ path }) => folderOf(path) === folder).length;
  const rate = (1_000 * found) / count;
  console.log(
    `${folder.padEnd(28)} ${String(count).padStart(6)} ${String(found).padStart(6)}  ${rate.toFixed(2)}`,
  );
  if (rate > MAX_RATE) process.exitCode = 1;
}

function hitsOf(path: string, line: number, text: string): Hit[] {
  return DENY_LIST.filter(({ except }) => !except?.test(path)).flatMap(({ pattern, instead }) =>
    [...text.matchAll(pattern)].map(([found]) => ({ path, line, found, instead })),
  );
}

/** `askedAt` and `asked_at` become "asked At": an identifier is made of words too. */
function splitIdentifiers(line: string): string {
  return line
    .replace(PUBLIC_NAMES, '')
    .replaceAll('_', ' ')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ');
}

/** The first two levels: `src/zoom`, `test/http`, `docs`. */
function folderOf(path: string): string {
  return path
    .split('/')
    .slice(0, 2)
    .join('/')
    .replace(/\/[^/]*\.[^/]*$/, '');
}
