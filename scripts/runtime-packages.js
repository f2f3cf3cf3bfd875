// `node scripts/runtime-packages.js DIRECTORY`: copies into DIRECTORY/node_modules the packages
// that the production build loads at run time, with everything they depend on. All others are in
// the bundle, so the image needs no other package.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const { packages } = readJson('package-lock.json');
const target = process.argv[2];
if (target === undefined) throw new Error('Usage: node scripts/runtime-packages.js DIRECTORY');

rmSync(join(target, 'node_modules'), { recursive: true, force: true });
const locations = locationsOf(readJson('scripts/external-packages.json'));
for (const location of locations) {
  // Packages inside it are copied by their own location, and only if they are needed.
  const isOwn = (path) => !path.slice(join(root, location).length).includes('node_modules');
  cpSync(join(root, location), join(target, location), { recursive: true, filter: isOwn });
}
console.log(`${locations.length} packages`);

/** Locations in the lockfile, such as `node_modules/pg`, of packages and of what they depend on. */
function locationsOf(names) {
  const found = new Set();
  const visit = (name, from) => {
    const location = resolve(name, from);
    if (location === undefined || found.has(location)) return;
    found.add(location);
    for (const dependency of Object.keys(packages[location].dependencies ?? {})) visit(dependency, location);
  };
  for (const name of names) visit(name, '');
  return [...found].sort();
}

/** Resolves like Node.js: the nearest node_modules above the importing package. */
function resolve(name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const location = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[location] !== undefined) return location;
    if (folder === '') return undefined;
  }
}
