// `npm run sbom`: prints the CycloneDX list of the packages in the image and in the browser's scripts.
// The same lockfile leads to the same bytes: the list has no time and no random serial number.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const readJson = (path) => JSON.parse(readFileSync(`${root}/${path}`, 'utf8'));

/** Creates the list as a CycloneDX document. */
export function createSbom() {
  const { packages } = readJson('package-lock.json');
  const bundled = new Set(readJson('scripts/bundled-dev-packages.json'));
  // `--omit=dev` would also omit production packages that development packages use, too.
  const args = ['sbom', '--package-lock-only', '--include=dev', '--sbom-format', 'cyclonedx'];
  const output = execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const { metadata, ...document } = JSON.parse(output);

  const production = new Set(
    Object.entries(packages)
      .filter(([, { dev, devOptional }]) => !dev && !devOptional)
      .map(([path, { name, version }]) => `${name ?? path.replace(/.*node_modules\//, '')}@${version}`),
  );
  const components = document.components.filter(
    ({ name, version }) => bundled.has(name) || production.has(`${name}@${version}`),
  );
  const refs = new Set([metadata.component['bom-ref'], ...components.map((each) => each['bom-ref'])]);
  const dependencies = document.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) }));

  // npm takes the name from the folder.
  const { name } = readJson('package.json');
  const component = { ...metadata.component, name, type: 'application' };
  const content = { ...document, metadata: { component }, components, dependencies };
  return { ...content, serialNumber: serialNumberOf(content) };
}

/** A UUID of version 8 (RFC 9562), made of the content's hash. */
function serialNumberOf({ serialNumber: _random, ...content }) {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`];
  return `urn:uuid:${[...parts, hash.slice(20, 32)].join('-')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(createSbom(), null, 2));
