import { stat } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { test } from 'tap';
import { addToZoom, failOnComplaints, host } from './screens.ts';
import { startWithBrowser } from './start.ts';

const MAX_BYTES = 80 * 1024;
const main = (page: Page) => page.getByRole('main');

test('the signed-out page shows a picture of the product, in light and dark', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await newPage({ colorScheme, viewport: { width: 360, height: 640 } });
    failOnComplaints(t, page);
    await page.goto(url);
    const picture = page.getByRole('img', { name: 'A meeting in Uplink' });
    await picture.scrollIntoViewIfNeeded();
    const shown = await picture.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      const { width, height } = image.getBoundingClientRect();
      return {
        path: new URL(image.currentSrc).pathname,
        natural: image.naturalWidth / image.naturalHeight,
        reserved: Number(image.getAttribute('width')) / Number(image.getAttribute('height')),
        width,
        height,
        isWide: document.documentElement.scrollWidth > innerWidth,
      };
    });
    t.equal(shown.path, `/meeting-${colorScheme}.png`);
    t.equal(shown.reserved, shown.natural, 'its space is reserved before it is loaded');
    t.ok(Math.abs(shown.width / shown.height - shown.natural) < 0.02, 'it is not distorted');
    t.notOk(shown.isWide, 'nothing scrolls sideways');
    const { size } = await stat(new URL(`../../src/ui/public/meeting-${colorScheme}.png`, import.meta.url));
    t.ok(size < MAX_BYTES, `${size} bytes`);
  }
});

test('the signed-out page shows why the user is no longer signed in', async (t) => {
  const { uplink, url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  const signIn = page.getByRole('link', { name: 'Sign in with Zoom' });
  const reasons = ['You’re signed out.', 'Your session has ended.', 'All your data was deleted.'];
  const expectOnly = async (reason: string | undefined, isSignInFirst: boolean) => {
    await signIn.waitFor();
    if (reason) await main(page).getByText(reason).waitFor();
    const text = await main(page).textContent();
    t.strictSame(
      reasons.filter((each) => text?.includes(each)),
      reason ? [reason] : [],
    );
    t.equal(/\bprimary\b/.test((await signIn.getAttribute('class')) ?? ''), isSignInFirst);
  };

  await page.goto(url);
  await expectOnly(undefined, false);

  await addToZoom(page, url);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expectOnly('You’re signed out.', true);

  await addToZoom(page, url);
  const other = await uplink.signIn(host.id);
  t.equal((await other.post('/logout/everywhere')).status, 204);
  await expectOnly('Your session has ended.', true);

  await addToZoom(page, url);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Disconnect and delete my data' }).click();
  await page.getByRole('checkbox').check();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect and delete my data' }).click();
  await expectOnly('All your data was deleted.', false);
});
