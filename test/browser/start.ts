import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { type StartAppOptions, startApp, type Test } from '../helpers/app.ts';
import { openBrowser } from '../helpers/browser.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The app with the UI built from the current sources, and a browser. */
export async function startWithBrowser(
  t: Test,
  options: Pick<StartAppOptions, 'disablePolling' | 'env' | 'sharedWith' | 'switchTimings'> = {},
) {
  const [app, { newPage }] = await Promise.all([startBuilt(t, options), openBrowser(t)]);
  return { uplink: app, url: app.url, simulator: app.simulator, newPage };
}

async function startBuilt(t: Test, options: StartAppOptions) {
  return startApp(t, { ...options, uiDirectory: await buildUi(t) });
}

/**
 * A separate build, because the one in dist may be outdated or in progress. Takes about a quarter
 * of a second.
 */
async function buildUi(t: Test): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'uplink-ui-'));
  t.teardown(() => rm(outDir, { recursive: true, force: true }));
  await build({
    root: join(root, 'src/ui'),
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
  return outDir;
}
