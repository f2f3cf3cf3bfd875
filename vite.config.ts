import { defineConfig } from 'vite';

/**
 * The browser's part: src/ui into dist/ui. The pages' content security policy allows no inline script or
 * style, so nothing is inlined, and source maps stay out of what is served.
 */
export default defineConfig({
  root: 'src/ui',
  base: '/',
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
    rolldownOptions: { output: { assetFileNames: assetName } },
  },
});

/** The sheet keeps its name: the pages that the server writes link to it too. */
function assetName({ names }: { names: string[] }): string {
  return names.some((name) => name.endsWith('.css')) ? 'uplink.css' : 'assets/[name]-[hash][extname]';
}
