import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { type Test, test } from 'tap';
import { sectionOf } from '../../scripts/docs/markdown.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

interface Component {
  name: string;
  version: string;
  licenses?: unknown[];
  hashes?: { alg: string }[];
}

/** CycloneDX's own schema, and the two that it refers to. */
function cycloneDxValidator() {
  const library = dirname(
    createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json'),
  );
  const schema = (name: string) => readJson(join(library, 'res/schema', `${name}.SNAPSHOT.schema.json`));
  const ajv = new Ajv({ strict: false, formats: { 'iri-reference': true, 'idn-email': true } });
  addFormats.default(ajv);
  ajv.addSchema(schema('spdx'), 'http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json');
  ajv.addSchema(schema('jsf-0.82'), 'http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json');
  return { ajv, validate: ajv.compile(schema('bom-1.5')) };
}

/** A clone of the current commit with the installed packages, as `npm ci` would leave it. */
async function cloneCommit(t: Test, parent: string): Promise<string> {
  const home = join(root, '.data');
  await mkdir(home, { recursive: true });
  const directory = join(await mkdtemp(join(home, 'release-')), parent, 'uplink');
  t.teardown(() => rm(dirname(dirname(directory)), { recursive: true, force: true }));
  await mkdir(dirname(directory), { recursive: true });
  await run('git', ['clone', '--quiet', root, directory]);
  const packages = join(directory, 'node_modules');
  // Hard links, because the packages are large.
  await run('cp', ['-al', join(root, 'node_modules'), packages]).catch(() =>
    run('cp', ['-a', join(root, 'node_modules'), packages]),
  );
  await run(process.execPath, ['scripts/generate.js'], { cwd: directory });
  return directory;
}

/** The commands of a section of SECURITY.md. */
function commandsOf(heading: string): string {
  const section = sectionOf(readFileSync(join(root, 'SECURITY.md'), 'utf8'), heading);
  return /```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
}

const shell = (script: string, cwd: string, env: Record<string, string> = {}) =>
  run('bash', ['-euo', 'pipefail', '-c', script], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
  });

test('the SBOM is valid, complete and the same each time', async (t) => {
  const print = () => run('npm', ['run', '--silent', 'sbom'], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  const { stdout } = await print();
  t.equal((await print()).stdout, stdout);
  const sbom = JSON.parse(stdout);
  const { ajv, validate } = cycloneDxValidator();
  t.ok(validate(sbom), ajv.errorsText(validate.errors));

  const components: Component[] = sbom.components;
  for (const { name, version, licenses = [], hashes = [] } of components) {
    t.ok(version && licenses.length > 0 && hashes[0]?.alg === 'SHA-512', name);
  }
  const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
  const target = await mkdtemp(join(tmpdir(), 'uplink-runtime-'));
  t.teardown(() => rm(target, { recursive: true, force: true }));
  await run(process.execPath, ['scripts/runtime-packages.js', target], { cwd: root });
  const files = await readdir(join(target, 'node_modules'), { recursive: true });
  const manifests = files.filter((file) => /^(?:@[^/]+\/)?[^/]+\/package\.json$/.test(file));
  t.ok(manifests.length > 10);
  const { dependencies } = readJson(join(root, 'package.json'));
  for (const path of [
    ...manifests.map((file) => join(target, 'node_modules', file)),
    ...Object.keys(dependencies).map((name) => join(root, 'node_modules', name, 'package.json')),
  ]) {
    const { name, version } = readJson(path);
    t.ok(listed.has(`${name}@${version}`), `${name}@${version}`);
  }
  t.notOk(
    components.some(({ name }) => name === 'tap'),
    'no packages for development',
  );
});

test('a release is the same bytes in every folder, and its signature is verified', async (t) => {
  const first = await cloneCommit(t, 'a');
  const second = await cloneCommit(t, 'another-folder/b');
  await shell('ssh-keygen -q -t ed25519 -N "" -C releases -f key', first);
  const identity = ['GIT_AUTHOR', 'GIT_COMMITTER'].flatMap((who) => [
    [`${who}_NAME`, 'Maintainer'],
    [`${who}_EMAIL`, 'releases@uplink'],
  ]);
  const commands = commandsOf('Build and sign a release').replace(/^npm ci .*$/m, '');
  await shell(commands, first, { KEY: join(first, 'key'), ...Object.fromEntries(identity) });
  await shell('scripts/release.sh release', second);
  const sums = await readFile(join(first, 'release/SHA256SUMS'), 'utf8');
  t.match(
    sums,
    /^[0-9a-f]{64} {2}uplink-for-zoom-[\d.]+\.cdx\.json\n[0-9a-f]{64} {2}uplink-for-zoom-[\d.]+\.tar\.gz\n$/,
  );
  t.equal(await readFile(join(second, 'release/SHA256SUMS'), 'utf8'), sums);

  const release = join(first, 'release');
  const [type, key] = (await readFile(join(first, 'key.pub'), 'utf8')).split(' ');
  await writeFile(join(release, 'allowed_signers'), `releases@uplink ${type} ${key}\n`);
  const verify = commandsOf('Verify a release');
  await t.resolves(shell(verify, release));
  await copyFile(join(release, 'allowed_signers'), join(first, 'allowed_signers'));
  await t.resolves(shell('git -c gpg.ssh.allowedSignersFile=allowed_signers verify-tag "$(git tag)"', first));

  const archive = (await readdir(release)).find((name) => name.endsWith('.tar.gz')) ?? '';
  const { stdout } = await shell(`tar --list --file ${archive}`, release);
  for (const path of [
    'dist/server.js',
    'dist/ui/index.html',
    'prisma/migrations/',
    'CHANGELOG.md',
    'node_modules/pg/',
  ])
    t.match(stdout, `/${path}`);
  await appendFile(join(release, archive), 'x');
  await t.rejects(shell(verify, release), 'a changed archive is rejected');
  await writeFile(
    join(release, 'SHA256SUMS'),
    sums.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
  );
  await t.rejects(shell(verify, release), 'a changed list of checksums is rejected');
});
