import { existsSync, readFileSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { test } from 'tap';
import { loadConfig } from '../../src/config.ts';
import { shutdownDeadlines } from '../../src/shutdown.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const exists = (path: string) => existsSync(new URL(`../../${path}`, import.meta.url));

const fly = read('fly.toml');
const dockerfile = read('Dockerfile');
const scripts: Record<string, string> = JSON.parse(read('package.json')).scripts;

/** The TypeScript source of a file of the build. */
const sourceOf = (built: string) => built.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts');

/** The value of a key of fly.toml. Key names are unique across its sections. */
function flyValue(key: string): string {
  const value = new RegExp(`^\\s*${key}\\s*=\\s*"?([^"\\n]*)"?$`, 'm').exec(fly)?.[1];
  if (value === undefined) throw new Error(`fly.toml has no ${key}`);
  return value;
}

test('the image starts the same file as npm start, and the build creates it', async (t) => {
  const command = /^CMD \["node", "(.*)"\]$/m.exec(dockerfile)?.[1] ?? '';
  t.equal(scripts.start, `node ${command}`);
  t.ok(exists(sourceOf(command)));
});

test('the release command is the command of npm run migrate', async (t) => {
  t.equal(flyValue('release_command'), scripts.migrate);
  t.ok(exists(sourceOf(flyValue('release_command').split(' ')[1] ?? '')));
});

test('Fly, the image and the default configuration use the same port', async (t) => {
  const port = flyValue('internal_port');
  t.equal(flyValue('PORT'), port);
  t.equal(/^EXPOSE (\d+) 9091$/m.exec(dockerfile)?.[1], port);
  const config = production();
  t.equal(String(config.port), port);
  t.equal(config.host, '0.0.0.0');
});

test('Fly’s readiness check uses an existing route', async (t) => {
  t.equal(flyValue('path'), '/readyz');
  t.match(read('src/routes/health.ts'), `'${flyValue('path')}'`);
});

test('Fly reads the metrics from their default port and path', async (t) => {
  const port = /^\[metrics\]\s+port = (\d+)\s+path = "\/metrics"$/m.exec(fly)?.[1];
  t.equal(String(production().metricsPort), port);
});

test('the shutdown time is shorter than Fly’s, and Fly sends the signal that the process handles', async (t) => {
  t.ok(shutdownDeadlines.all < Number(flyValue('kill_timeout')) * 1000);
  const { all, ...steps } = shutdownDeadlines;
  t.ok(Math.max(...Object.values(steps)) < all);
  t.equal(flyValue('kill_timeout'), '30');
  t.equal(flyValue('kill_signal'), 'SIGTERM');
});

test('everything that the image takes from the repository exists and is part of the build context', async (t) => {
  const ignored = read('.dockerignore');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, paths = '']) =>
    paths.split(' '),
  );
  t.ok(copied.length > 5);
  for (const path of copied) {
    t.ok(exists(path), `${path} exists`);
    t.match(ignored, `!${path.split('/')[0]}`, `${path} is not ignored`);
  }
});

test('the image runs Node 24, without development packages, not as root', async (t) => {
  const stages = dockerfile.split(/^FROM /m).slice(1);
  for (const stage of stages) t.match(stage, /^\$\{NODE_IMAGE\}/);
  const last = stages.at(-1) ?? '';
  t.match(last, /^USER node$/m);
  t.match(last, /^COPY --from=build \/runtime\/node_modules/m);
  t.match(dockerfile, /node scripts\/runtime-packages\.js \/runtime$/m);
  t.notMatch(last, /npm (?:ci|install)/);
});

test('a linter finds nothing in the Dockerfile', async (t) => {
  t.same(
    validate(dockerfile).map(({ message, range }) => `${range.start.line + 1}: ${message}`),
    [],
  );
  t.match(validate(dockerfile.replace('HEALTHCHECK --interval', 'HEALTHCHECK --intervals')), [
    { message: /intervals/ },
  ]);
});

test('the image has labels that registries show, and a base image that can be pinned', async (t) => {
  for (const label of ['title', 'description', 'licenses', 'version', 'revision'])
    t.match(dockerfile, `org.opencontainers.image.${label}=`);
  t.match(dockerfile, /^ARG NODE_IMAGE=node:24-/m);
});

test('every script that the README names exists', async (t) => {
  const named = [...read('README.md').matchAll(/npm run ([a-z]+)/g)].map(([, name]) => name ?? '');
  t.ok(named.length > 3);
  for (const name of named) t.ok(scripts[name], `${name} is a script`);
});

test('every dependency with an install script is listed, and no script may run', async (t) => {
  const lock: { packages: Record<string, { hasInstallScript?: boolean }> } = JSON.parse(
    read('package-lock.json'),
  );
  const withScripts = Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  const { allowScripts } = JSON.parse(read('package.json'));
  t.same(Object.keys(allowScripts).sort(), withScripts.sort());
  t.notOk(Object.values(allowScripts).includes(true));
});

test('the image and the workflow run no install script with any version of npm', async (t) => {
  for (const file of ['Dockerfile', '.github/workflows/check.yml']) {
    const installs = read(file)
      .split('\n')
      .filter((line) => /\bnpm (?:ci|install)\b/.test(line) && !line.trim().startsWith('#'));
    t.ok(installs.length > 0, file);
    for (const line of installs) t.match(line, 'npm ci --ignore-scripts && npm run prepare', file);
  }
});

test('production uses at most 20 direct packages besides those that Fastify loads', async (t) => {
  const { packages } = JSON.parse(read('package-lock.json'));
  const { dependencies } = JSON.parse(read('package.json'));
  const fastifyLoads = packages['node_modules/fastify'].dependencies;
  const own = Object.keys(dependencies).filter((name) => !(name in fastifyLoads));
  t.ok(own.length <= 20, own.join(', '));
});

/** The configuration with the values of fly.toml and otherwise only required variables. */
function production() {
  return loadConfig({
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://uplink.example.com',
    DATABASE_URL: 'postgresql://db.example.com/uplink',
    ZOOM_CLIENT_ID: 'client',
    ZOOM_CLIENT_SECRET: 'secret-of-the-client',
    ZOOM_WEBHOOK_SECRET_TOKEN: 'token-of-the-webhook',
    TRUST_PROXY: flyValue('TRUST_PROXY'),
    ...secrets(),
  });
}

function secrets() {
  const key = (byte: number) =>
    Buffer.from(Array.from({ length: 32 }, (_none, i) => byte + i)).toString('base64');
  return { ENCRYPTION_KEYS: `k1:${key(1)}`, SESSION_SECRET: key(101) };
}
