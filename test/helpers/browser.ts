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
 * A headless Chrome or Chromium, closed when the test ends: the one at `CHROME_PATH`, else an installed one,
 * else the one that comes as an npm package. Each page gets a context of its own, as a new private window.
 */
export async function openBrowser(t: Test) {
  const browser = await launch(installedChromium() ?? (await packagedChromium()));
  t.teardown(() => browser.close());
  return {
    browser,
    async newPage(options: BrowserContextOptions = {}): Promise<Page> {
      const context: BrowserContext = await browser.newContext(options);
      // Nothing is proved by it: whoever claims that something is soon there names a time of its own.
      context.setDefaultTimeout(45_000);
      return context.newPage();
    },
  };
}

/**
 * Root can't use Chromium's sandbox, and in many containers nobody can (no user namespaces). The browser
 * opens nothing but this test's own pages, so going without is no risk.
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
