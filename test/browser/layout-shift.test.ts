import type { Page } from 'playwright-core';
import { test } from 'tap';
import { addToZoom, meeting, pageShown } from './screens.ts';
import { startWithBrowser } from './start.ts';

/** "Good" by the Core Web Vitals. */
const MAX_SHIFT = 0.05;

/** Sums up the layout shifts that browsers measure (Layout Instability API). */
const OBSERVE = `
  window.shift = { total: 0, sources: [] };
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      window.shift.total += value;
      for (const { node, previousRect, currentRect } of sources)
        window.shift.sources.push([value.toFixed(3), node && (node.className || node.nodeName), previousRect.y, currentRect.y].join(' '));
    }
  }).observe({ type: 'layout-shift', buffered: true });`;

type Shift = { total: number; sources: string[] };
const shiftOf = (page: Page) => page.evaluate<Shift>('window.shift');

for (const width of [1280, 360]) {
  test(`the layout does not shift while the list and a meeting load, ${width} wide`, async (t) => {
    const { url, newPage } = await startWithBrowser(t);
    const page = await newPage({ viewport: { width, height: 800 } });
    await addToZoom(page, url);
    await page.addInitScript(OBSERVE);
    await page.goto(url);
    await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    const list = await shiftOf(page);
    t.ok(list.total < MAX_SHIFT, `the list: ${list.total.toFixed(3)} ${list.sources.join(' | ')}`);

    await page.goto(`${url}/meetings/${meeting.id}`);
    await pageShown(page);
    await page.locator('.overall-result').waitFor();
    await page.waitForLoadState('networkidle');
    const form = await shiftOf(page);
    t.ok(form.total < MAX_SHIFT, `the meeting: ${form.total.toFixed(3)} ${form.sources.join(' | ')}`);
  });
}
