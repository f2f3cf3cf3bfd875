import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import type { Test } from './app.ts';
import { type Chromium, installedChromium, packagedChromium } from './chromium.ts';

export type OpenBrowser = Awaited<ReturnType<typeof openBrowser>>;

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Opens a headless Chrome or Chromium and closes it when the test ends. Uses the browser at
 * `CHROME_PATH`, then an installed one, then the one from the npm package. Each page gets its own
 * context, like a private window.
 */
export async function openBrowser(t: Test) {
  const browser = await launch(installedChromium() ?? (await packagedChromium()));
  t.teardown(() => browser.close());
  return {
    browser,
    async newPage(options: BrowserContextOptions = {}): Promise<Page> {
      const context: BrowserContext = await browser.newContext(options);
      // Generous on purpose. A test that measures time sets its own limit.
      context.setDefaultTimeout(45_000);
      return context.newPage();
    },
  };
}

/**
 * Chromium's sandbox does not work as root, nor in containers without user namespaces. The browser
 * opens only the test's own pages, so running without the sandbox is safe.
 */
async function launch({ executablePath, env }: Chromium): Promise<Browser> {
  const options = { executablePath, args: flags, env, headless: true };
  if (process.getuid?.() === 0) return chromium.launch({ ...options, chromiumSandbox: false });
  try {
    return await chromium.launch({ ...options, chromiumSandbox: true });
  } catch {
    return chromium.launch({ ...options, chromiumSandbox: false });
  }
}
