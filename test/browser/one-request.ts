import type { Locator, Page, Request } from 'playwright-core';
import type { Test } from 'tap';
import { createLatch } from '../helpers/latch.ts';

/** The button with this name. */
export const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' });

const IS_FOCUS_BUSY = `document.activeElement.ariaDisabled === 'true'`;

type Case = {
  button: Locator;
  /** The label of the button while its request is pending. */
  busy: string;
  method: string;
  /** The end of the request's path, or what it matches. */
  path: RegExp;
};

/**
 * Double-clicks the button while its request is held, and presses it once more: only one request is
 * sent, and the button shows that it is busy.
 */
export async function expectOneRequest(
  t: Test,
  page: Page,
  { button, busy, method, path }: Case,
): Promise<void> {
  const { until, release } = createLatch();
  let sent = 0;
  const isSame = (request: Request) => request.method() === method && path.test(request.url());
  await page.route(path, async (route) => {
    if (!isSame(route.request())) return route.fallback();
    sent += 1;
    await until;
    return route.fallback();
  });
  await button.focus();
  // Both clicks in one task, before the button can be rendered again.
  await page.evaluate('(() => { const it = document.activeElement; it.click(); it.click(); })()');
  const clicked = page.getByRole('button', { name: busy, exact: true }).first();
  await clicked.waitFor();
  t.equal(await clicked.getAttribute('aria-disabled'), 'true', `${busy} is disabled`);
  t.ok(await page.evaluate(IS_FOCUS_BUSY), `${busy} keeps the focus`);
  await clicked.dblclick({ force: true });
  await page.keyboard.press('Enter');
  const finished = page.waitForResponse((response) => isSame(response.request()));
  release();
  await finished;
  await page.unroute(path);
  await page.getByRole('button', { name: busy, exact: true }).waitFor({ state: 'detached' });
  t.equal(sent, 1, `${busy} sends one request`);
}
