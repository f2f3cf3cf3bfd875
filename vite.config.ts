import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/**
 * The browser's part: src/ui into dist/ui. The pages' content security policy allows no inline
 * script or style, so nothing is inlined, and source maps stay out of what is served.
 */
export default defineConfig({
  root: 'src/ui',
  base: '/',
  plugins: [compressed()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/ui',
    emptyOutDir: true,
    target: 'es2022',
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    cssCodeSplit: false,
    rolldownOptions: {
      // What the first page needs is one file, rather than one for each set of screens that share a
      // part of it.
      output: { assetFileNames: assetName, codeSplitting: { groups: [{ name: 'app', tags: ['$initial'] }] } },
    },
  },
});

/** The sheet keeps its name: the pages that the server writes link to it too. */
function assetName({ names }: { names: string[] }): string {
  return names.some((name) => name.endsWith('.css')) ? 'uplink.css' : 'assets/[name]-[hash][extname]';
}

/**
 * Beside each file its compressed forms, which the server picks by what the browser takes.
 * Compressed once, they can be as small as it gets.
 */
function compressed(): Plugin {
  return {
    name: 'compressed',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [fileName, file] of Object.entries(bundle)) {
          if (!/\.(?:js|css|html|svg)$/.test(fileName)) continue;
          const source = file.type === 'chunk' ? file.code : file.source;
          this.emitFile({ type: 'asset', fileName: `${fileName}.br`, source: brotliCompressSync(source) });
          this.emitFile({
            type: 'asset',
            fileName: `${fileName}.gz`,
            source: gzipSync(source, { level: 9 }),
          });
        }
      },
    },
  };
}
