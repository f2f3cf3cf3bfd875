// Production build into dist/: the server and the user interface, both with Vite.
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { writeApiTypes } from './api-types.js';
import { createSbom } from './sbom.js';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });
await writeApiTypes();

/** Names of the packages in the bundles. */
const bundled = new Set();
const recordPackages = {
  name: 'record-packages',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((file) => Object.keys(file.modules ?? {}));
    for (const id of modules) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1];
      if (name !== undefined) bundled.add(name);
    }
  },
};
for (const configFile of ['vite.server.config.ts', 'vite.config.ts'])
  await build({ configFile, logLevel: 'warn', plugins: [recordPackages] });
// The list of packages in the image, for scanners.
const sbom = createSbom();
const listed = new Set(sbom.components.map(({ name }) => name));
const missing = [...bundled].filter((name) => !listed.has(name));
if (missing.length > 0)
  throw new Error(`Add these bundled packages to scripts/bundled-dev-packages.json: ${missing.join(', ')}`);
writeFileSync('dist/sbom.cdx.json', `${JSON.stringify(sbom, null, 2)}\n`);
