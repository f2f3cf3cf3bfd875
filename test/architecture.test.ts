import { readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import ts from 'typescript';

const src = fileURLToPath(new URL('../src', import.meta.url));

interface Source {
  /** Below `src`, such as `zoom/http.ts`. */
  path: string;
  /** Its folder, or itself where it lies directly in `src`. */
  part: string;
  text: string;
  /** Parts and packages that it imports, for types too; `database/generated` counts as a part of its own. */
  imports: string[];
}

async function readSources(): Promise<Source[]> {
  const files = await readdir(src, { recursive: true });
  const paths = files.filter((file) => /\.tsx?$/.test(file) && !file.startsWith('database/generated/'));
  return Promise.all(
    paths.map(async (path) => {
      const text = await readFile(join(src, path), 'utf8');
      const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
      return { path, part: partOf(path), text, imports: imports.map((name) => importedPart(path, name)) };
    }),
  );
}

function importedPart(path: string, name: string): string {
  if (name.startsWith('.')) return partOf(relative(src, join(src, dirname(path), name)));
  const [first = '', second = ''] = name.replace(/^node:/, '').split('/');
  if (builtinModules.includes(first)) return 'node';
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function partOf(path: string): string {
  if (path.startsWith('..')) return path;
  if (path.startsWith('database/generated/')) return 'database/generated';
  return path.split('/')[0] ?? '';
}

const DOMAIN = [
  'installations',
  'sessions',
  'tokens',
  'livestreams',
  'listings',
  'events',
  'feed',
  'destinations',
  'preflight',
  'bulk-updates',
  'rate-limits',
];
const FOUNDATIONS = ['zoom', 'crypto', 'database', 'problem.ts', 'limits.ts'];

/** What each part may know of the others. What is not listed is an entrance, which puts everything together. */
const MAY_IMPORT: Record<string, string[]> = {
  'problem.ts': [],
  'limits.ts': [],
  'language.ts': [],
  'package-directory.ts': [],
  crypto: [],
  'postgres-url': [],
  pages: ['problem.ts', 'language.ts'],
  'service-hosts.ts': [],
  ui: ['language.ts', 'service-hosts.ts'],
  config: ['crypto', 'postgres-url'],
  zoom: ['crypto', 'problem.ts'],
  database: ['database/generated', 'crypto', 'postgres-url', 'problem.ts', 'package-directory.ts'],
  ...Object.fromEntries(
    DOMAIN.map((part) => [part, [...DOMAIN, ...FOUNDATIONS, 'database/generated', 'service-hosts.ts']]),
  ),
  jobs: ['database'],
  'metrics.ts': [],
  'metrics-server.ts': ['metrics.ts'],
  plugins: [...DOMAIN, ...FOUNDATIONS, 'readiness.ts', 'jobs', 'metrics.ts', 'metrics-server.ts'],
  routes: [
    ...DOMAIN,
    ...[
      'zoom',
      'crypto',
      'problem.ts',
      'limits.ts',
      'language.ts',
      'plugins',
      'pages',
      'readiness.ts',
      'uplink.ts',
    ],
    'package-directory.ts',
  ],
};

test('parts of the source', async (t) => {
  const sources = await readSources();
  const where = (isSo: (source: Source) => boolean) => sources.filter(isSo).map(({ path }) => path);
  const ours = new Set(sources.map(({ part }) => part).concat('database/generated'));
  t.ok(sources.length > 50 && DOMAIN.every((part) => ours.has(part)), 'the source was found');

  t.test('know each other in one direction only', async (t) => {
    for (const [part, allowed] of Object.entries(MAY_IMPORT)) {
      const known = new Set([part, ...allowed]);
      const wrong = sources
        .filter((source) => source.part === part)
        .flatMap(({ path, imports }) =>
          imports
            .filter((name) => (ours.has(name) || name.startsWith('..')) && !known.has(name))
            .map((name) => `${path} imports ${name}`),
        );
      t.same(wrong, [], part);
    }
  });

  t.test('import nothing of the tests, and speak of no simulator', async (t) => {
    t.same(
      where(({ imports }) => imports.some((name) => name.startsWith('..'))),
      [],
    );
    t.same(
      where(({ text }) => /simulat|\btest\/|tap'/i.test(text)),
      [],
    );
  });

  const importing = (parts: readonly string[], packages: RegExp) =>
    where(({ part, imports }) => parts.includes(part) && imports.some((name) => packages.test(name)));

  t.test('leave HTTP to plugins and routes: the domain knows no server and no client', async (t) => {
    const inside = [...DOMAIN, 'zoom', 'crypto', 'database', 'config'];
    t.same(importing(inside, /^(fastify|fastify-plugin|@fastify\/.*)$/), []);
    t.same(importing([...DOMAIN, 'crypto', 'database', 'config'], /^undici$/), []);
    t.same(
      where(({ part, text }) => part !== 'ui' && /(?<![.\w])fetch\(/.test(text)),
      [],
    );
  });

  t.test('leave SQL to the domain and the database: routes and zoom know neither', async (t) => {
    t.same(
      importing(['routes', 'zoom', 'crypto', 'config', 'pages', 'ui'], /^(@prisma\/.*|pg|database.*)$/),
      [],
    );
  });

  t.test('leave the environment to the entrances', async (t) => {
    const readers = where(({ text }) => /process\s*\.\s*env|process\[/.test(text));
    const entrances = /^(server\.ts|cli\.ts|cli\/|config\.ts|config\/)/;
    t.same(
      readers.filter((path) => !entrances.test(path)),
      [],
    );
    t.same(
      where(({ text }) => /import\s*\{[^}]*\benv\b[^}]*\}\s*from 'node:process'/.test(text)),
      [],
    );
  });

  t.test('leave ciphers and keyed hashes to crypto', async (t) => {
    const direct = where(
      ({ part, text }) => part !== 'crypto' && /\b(createCipheriv|createDecipheriv|createHmac)\b/.test(text),
    );
    t.same(direct, []);
  });
});
