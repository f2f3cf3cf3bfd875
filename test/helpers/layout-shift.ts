import type { Page } from 'playwright-core';

/** "Good" by the Core Web Vitals. */
export const MAX_SHIFT = 0.05;

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

export type Shift = { total: number; sources: string[] };

/** Measures the layout shifts of every page that is loaded from now on. */
export const observeShifts = (page: Page): Promise<unknown> => page.addInitScript(OBSERVE);

/** The layout shifts since the page was loaded, and which elements moved. */
export const shiftOf = (page: Page): Promise<Shift> => page.evaluate<Shift>('window.shift');
