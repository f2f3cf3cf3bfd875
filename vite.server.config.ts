import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

/** Packages that read files of their own: the build loads them from node_modules. */
const EXTERNAL_PACKAGES: string[] = JSON.parse(
  readFileSync(new URL('./scripts/external-packages.json', import.meta.url), 'utf8'),
);

const ENTRIES = ['server', 'cli'];

/** `dist/server.js` and `dist/cli.js`, which run their bundles with V8's code cache. */
const entries: Plugin = {
  name: 'entries',
  generateBundle() {
    for (const fileName of ['load.js', 'code-cache.js']) {
      const source = readFileSync(new URL(`./scripts/bundle/${fileName}`, import.meta.url), 'utf8');
      this.emitFile({ type: 'asset', fileName, source });
    }
    for (const name of ENTRIES) {
      const source = `#!/usr/bin/env node\nimport { run } from './load.js';\n\nrun('${name}.cjs');\n`;
      this.emitFile({ type: 'asset', fileName: `${name}.js`, source });
    }
  },
};

/** V8 needs half of the memory for source text that contains only ASCII. */
const asciiOnly: Plugin = {
  name: 'ascii-only',
  renderChunk: (code) => ({
    code: code.replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
    map: null,
  }),
};

/**
 * Bundles the server and the command line from src into dist, with all packages but the external
 * ones. Loading hundreds of small modules one by one takes most of the time of a start
 * (`npm run bench -- start`).
 */
export default defineConfig({
  publicDir: false,
  plugins: [entries, asciiOnly],
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
        // A code cache exists only for scripts.
        format: 'cjs',
        dynamicImportInCjs: false,
        entryFileNames: '[name].cjs',
        chunkFileNames: 'chunks/[name]-[hash].cjs',
        // Vite's own `minify: false` still removes what looks unused.
        minify: false,
      },
    },
  },
});
