import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

/** Packages that read files of their own: the build loads them from node_modules. */
const EXTERNAL_PACKAGES: string[] = JSON.parse(
  readFileSync(new URL('./scripts/external-packages.json', import.meta.url), 'utf8'),
);

/**
 * Bundles the server and the command line from src into dist, with all packages but the external
 * ones. Loading hundreds of small modules one by one takes most of the time of a start
 * (`npm run bench -- start`).
 */
export default defineConfig({
  publicDir: false,
  ssr: { target: 'node', noExternal: true, external: EXTERNAL_PACKAGES },
  build: {
    ssr: true,
    outDir: 'dist',
    emptyOutDir: false,
    target: 'node20',
    // Readable, with its names: what an operator sees in a stack trace.
    minify: false,
    rolldownOptions: {
      // Nothing is left out: the bundler takes calls such as `decodeURIComponent(x);` for free of
      // effects, and drops them where all that counts is that they throw.
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
