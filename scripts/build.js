// Production build into dist/: the server and the user interface, both with Vite.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeApiTypes } from './api-types.js';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });
await writeApiTypes();
for (const config of ['vite.server.config.ts', 'vite.config.ts']) {
  execFileSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--config', config, '--logLevel', 'warn'],
    { stdio: 'inherit' },
  );
}

// The list of packages in the image, for scanners.
const sbom = ['sbom', '--package-lock-only', '--omit=dev', '--sbom-format', 'cyclonedx'];
writeFileSync('dist/sbom.cdx.json', execFileSync('npm', sbom, { stdio: ['ignore', 'pipe', 'inherit'] }));
