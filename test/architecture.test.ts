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
  /** Its folder, or the file itself if it is directly in `src`. */
  part: string;
  text: string;
  /** Files of `src` that it imports, including type imports. */
  files: string[];
  /**
   * Parts and packages that it imports, including type imports. `database/generated` counts as a
   * separate part.
   */
  imports: string[];
}

async function readSources(): Promise<Source[]> {
  const files = await readdir(src, { recursive: true });
  const paths = files.filter((file) => /\.tsx?$/.test(file) && !file.startsWith('database/generated/'));
  return Promise.all(
    paths.map(async (path) => {
      const text = await readFile(join(src, path), 'utf8');
      const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
      const files = imports.filter((name) => name.startsWith('.')).map((name) => join(dirname(path), name));
      return {
        path,
        part: partOf(path),
        text,
        files,
        imports: imports.map((name) => importedPart(path, name)),
      };
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

/**
 * The domain, in order: each folder may import the ones listed for it, all of which come before it.
 * `docs/architecture.md` explains the order.
 */
const DOMAIN: Record<string, string[]> = {
  sessions: ['crypto', 'database', 'limits.ts'],
  'user-events': ['database', 'limits.ts', 'zoom'],
  installations: ['crypto', 'database', 'limits.ts', 'problem.ts', 'sessions', 'user-events', 'zoom'],
  tokens: ['crypto', 'database', 'installations', 'problem.ts', 'user-events', 'zoom'],
  livestreams: [
    ...['crypto', 'database', 'installations', 'limits.ts', 'problem.ts', 'tokens', 'user-events', 'zoom'],
  ],
  listings: ['crypto', 'database', 'installations', 'livestreams', 'problem.ts', 'tokens', 'zoom'],
  destinations: [
    ...['crypto', 'database', 'installations', 'limits.ts', 'listings', 'livestreams', 'problem.ts'],
    ...['service-hosts.ts', 'zoom'],
  ],
  'first-steps': ['database', 'destinations'],
  'destination-switches': [
    ...['database', 'destinations', 'installations', 'livestreams', 'problem.ts', 'user-events', 'zoom'],
  ],
  calendar: [
    'crypto',
    'database',
    'installations',
    'listings',
    'livestreams',
    'problem.ts',
    'tokens',
    'zoom',
  ],
  preflight: ['database', 'destinations', 'installations', 'livestreams', 'problem.ts', 'tokens', 'zoom'],
  'bulk-updates': [
    ...['crypto', 'database', 'destinations', 'installations', 'limits.ts', 'listings', 'livestreams'],
    ...['problem.ts', 'tokens', 'user-events', 'zoom'],
  ],
  privacy: [
    ...['bulk-updates', 'database', 'destination-switches', 'destinations', 'first-steps', 'installations'],
    ...['limits.ts', 'listings', 'livestreams', 'problem.ts', 'tokens', 'zoom'],
  ],
  webhooks: [
    ...['crypto', 'database', 'installations', 'listings', 'livestreams', 'privacy', 'problem.ts'],
    ...['user-events', 'zoom'],
  ],
  maintenance: ['crypto', 'database', 'installations', 'webhooks'],
};
const DOMAIN_FOLDERS = Object.keys(DOMAIN);

/**
 * What every other part may import. A part that is not listed is an entry point, which wires the
 * rest together.
 */
const MAY_IMPORT: Record<string, string[]> = {
  'problem.ts': [],
  'limits.ts': [],
  'language.ts': [],
  'package-directory.ts': [],
  'service-hosts.ts': [],
  'address-class.ts': [],
  'health-check-interval.ts': [],
  'pipelining.ts': [],
  'shutdown.ts': [],
  'server-limits.ts': ['pipelining.ts'],
  'logging.ts': ['address-class.ts', 'crypto', 'metrics.ts', 'problem.ts', 'repeated-lines.ts', 'zoom'],
  'repeated-lines.ts': [],
  'readiness.ts': ['crypto', 'database', 'health-check-interval.ts'],
  'resources.ts': ['config.ts', 'database'],
  'metrics.ts': ['metrics'],
  metrics: [],
  tracing: [],
  'observers.ts': ['jobs', 'metrics.ts', 'tracing', 'zoom'],
  'metrics-server.ts': ['metrics.ts'],
  crypto: [],
  'postgres-url': [],
  config: ['crypto', 'postgres-url'],
  'config.ts': ['config', 'crypto'],
  database: ['database/generated', 'crypto', 'postgres-url', 'problem.ts', 'package-directory.ts'],
  zoom: ['crypto', 'database', 'problem.ts'],
  ...Object.fromEntries(
    Object.entries(DOMAIN).map(([folder, imports]) => [folder, [...imports, 'database/generated']]),
  ),
  'warm-up.ts': [
    ...['crypto', 'database', 'destinations', 'installations', 'livestreams', 'problem.ts', 'sessions'],
  ],
  'uplink.ts': [
    ...['config.ts', 'metrics.ts', 'observers.ts', 'tracing', 'crypto', 'database', 'zoom', 'jobs'],
    'warm-up.ts',
    ...DOMAIN_FOLDERS.filter((folder) => folder !== 'maintenance'),
  ],
  jobs: ['database'],
  pages: ['problem.ts', 'language.ts'],
  ui: ['language.ts', 'service-hosts.ts'],
  plugins: [
    ...['crypto', 'database', 'jobs', 'limits.ts', 'metrics-server.ts', 'metrics.ts', 'problem.ts'],
    ...['pipelining.ts', 'readiness.ts', 'sessions', 'shutdown.ts', 'tracing', 'zoom'],
  ],
  routes: [
    ...[
      'bulk-updates',
      'calendar',
      'destination-switches',
      'destinations',
      'first-steps',
      'installations',
      'listings',
      'livestreams',
      'preflight',
      'privacy',
    ],
    ...['sessions', 'user-events', 'webhooks', 'crypto', 'zoom'],
    ...['language.ts', 'limits.ts', 'package-directory.ts', 'problem.ts', 'readiness.ts', 'uplink.ts'],
    ...['pages', 'plugins'],
  ],
};

const UI_BASE = ['generated', 'lib', 'i18n', 'api'];
const UI_FEATURE = [...UI_BASE, 'state', 'components'];
const UI_FEATURES = ['meetings', 'meeting', 'destinations', 'bulk', 'account'].map(
  (name) => `features/${name}`,
);

/** What each folder of `src/ui` may import. The panel shows parts of the meeting page. */
const UI_MAY_IMPORT: Record<string, string[]> = {
  lib: UI_BASE,
  i18n: UI_BASE,
  api: UI_BASE,
  state: UI_BASE,
  components: [...UI_BASE, 'state'],
  ...Object.fromEntries(UI_FEATURES.map((feature) => [feature, UI_FEATURE])),
  'features/panel': [...UI_FEATURE, 'features/meeting'],
  app: [...UI_FEATURE, ...UI_FEATURES, 'features/panel'],
};

/** Whether the code, without its comments, has an identifier or a string that is `name`. */
function mentions(text: string, name: string): boolean {
  if (!text.includes(name)) return false;
  const isFound = (node: ts.Node): boolean =>
    ((ts.isIdentifier(node) || ts.isStringLiteral(node)) && node.text === name) ||
    (ts.forEachChild(node, isFound) ?? false);
  return isFound(ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest));
}

/**
 * `lib` or `features/bulk` for a file of the user interface; undefined for others and for generated
 * types.
 */
function uiPartOf(path: string): string | undefined {
  const [root, part, feature] = path.split('/');
  if (root !== 'ui' || part === undefined || part === 'generated') return undefined;
  return part === 'features' ? `features/${feature}` : part;
}

test('parts of the source', async (t) => {
  const sources = await readSources();
  const where = (isSo: (source: Source) => boolean) => sources.filter(isSo).map(({ path }) => path);
  const ours = new Set(sources.map(({ part }) => part).concat('database/generated'));
  t.ok(sources.length > 50 && DOMAIN_FOLDERS.every((part) => ours.has(part)), 'the source was found');

  t.test('import each other in one direction only', async (t) => {
    for (const [part, allowed] of Object.entries(MAY_IMPORT)) {
      const importable = new Set([part, ...allowed]);
      const wrong = sources
        .filter((source) => source.part === part)
        .flatMap(({ path, imports }) =>
          imports
            .filter((name) => (ours.has(name) || name.startsWith('..')) && !importable.has(name))
            .map((name) => `${path} imports ${name}`),
        );
      t.same(wrong, [], part);
    }
  });

  t.test('the domain has an order: each folder imports only earlier ones', async (t) => {
    for (const [index, folder] of DOMAIN_FOLDERS.entries()) {
      const later = new Set(DOMAIN_FOLDERS.slice(index));
      t.same(
        DOMAIN[folder]?.filter((name) => later.has(name)),
        [],
        folder,
      );
    }
  });

  t.test('no file imports itself through others, not even for a type', async (t) => {
    const imports = new Map(sources.map(({ path, files }) => [path, files]));
    const done = new Set<string>();
    const cycles: string[] = [];
    function visit(path: string, trail: string[]): void {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' > '));
      if (trail.includes(path) || done.has(path)) return;
      for (const next of imports.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    }
    for (const path of imports.keys()) visit(path, []);
    t.same(cycles, []);
  });

  t.test('the user interface has layers, and features do not import each other', async (t) => {
    for (const [part, allowed] of Object.entries(UI_MAY_IMPORT)) {
      const wrong = sources
        .filter(({ path }) => uiPartOf(path) === part)
        .flatMap(({ path, files }) =>
          files
            .map(uiPartOf)
            .filter((name) => name !== undefined && name !== part && !allowed.includes(name))
            .map((name) => `${path} imports ${name}`),
        );
      t.same(wrong, [], part);
    }
    const parts = new Set(sources.map(({ path }) => uiPartOf(path)).filter((part) => part !== undefined));
    t.same([...parts].sort(), Object.keys(UI_MAY_IMPORT).sort(), 'every folder is listed');
  });

  t.test('import nothing from the tests and do not mention the simulator', async (t) => {
    t.same(
      where(({ imports }) => imports.some((name) => name.startsWith('..'))),
      [],
    );
    t.same(
      where(({ text }) => /simulator|simulation|\btest\/|tap'/i.test(text)),
      [],
    );
  });

  const importing = (parts: readonly string[], packages: RegExp) =>
    where(({ part, imports }) => parts.includes(part) && imports.some((name) => packages.test(name)));

  t.test('leave HTTP to plugins and routes: the domain imports no server and no client', async (t) => {
    const inside = [...DOMAIN_FOLDERS, 'zoom', 'crypto', 'database', 'config'];
    t.same(importing(inside, /^(fastify|fastify-plugin|@fastify\/.*)$/), []);
    t.same(importing([...DOMAIN_FOLDERS, 'crypto', 'database', 'config'], /^undici$/), []);
    t.same(
      where(({ part, text }) => part !== 'ui' && /(?<![.\w])fetch\(/.test(text)),
      [],
    );
  });

  t.test('leave SQL to the domain, the database and the rate limiter’s backend', async (t) => {
    t.same(
      importing(['routes', 'zoom', 'crypto', 'config', 'pages', 'ui'], /^(@prisma\/.*|pg|database.*)$/),
      ['zoom/rate-limit/postgres-backend.ts'],
    );
  });

  t.test('leave pg and its pool to the database', async (t) => {
    t.same(
      where(
        ({ part, text, imports }) =>
          part !== 'database' && (imports.includes('pg') || mentions(text, 'pool')),
      ),
      [],
    );
  });

  t.test('use graphile-worker without its private tables', async (t) => {
    t.same(
      where(({ text }) => /graphile_worker\._private|'_private_/.test(text)),
      [],
    );
  });

  t.test('leave the environment to the entry points', async (t) => {
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
