import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import type { Test } from 'tap';
import type { Simulator } from '../../tools/zoom-simulator/simulator.ts';

/**
 * The events team of the simulator's demonstration data, and one of its meetings that has a
 * livestream.
 */
export const host = { name: 'Events Team', id: 'SimEventsTeam_00000001' };
export const meeting = { id: '83640019275', readable: '836 4001 9275', topic: 'Product launch rehearsal' };

/** Selects a user on the simulator's authorize page, and waits for the app. */
export async function allowAs(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name: 'Allow the app' }).waitFor();
  await page.getByRole('button', { name }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
}

/** Adds the app as a user does, starting at the signed-out page. */
export async function addToZoom(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: 'Add to Zoom' }).click();
  await allowAs(page, host.name);
}

/** The rows of a list of meetings or webinars. */
export const listRows = (page: Page): Locator =>
  page.getByRole('main').locator('.rows').getByRole('listitem');

/** Opens the meeting's page by its URL, and its form. */
export async function openMeeting(page: Page, url: string, id: string = meeting.id): Promise<void> {
  await page.goto(`${url}/meetings/${id}`);
  await openForm(page);
}

/** Opens the page of a meeting with a livestream by its URL, without its form. */
export async function openSummary(page: Page, url: string, id: string = meeting.id): Promise<void> {
  await page.goto(`${url}/meetings/${id}`);
  await pageShown(page);
  await changeButton(page).waitFor();
}

/** Opens the form on a meeting's page, unless it is open already. */
export async function openForm(page: Page): Promise<void> {
  await pageShown(page);
  if (await changeButton(page).count()) await changeButton(page).click();
  await saveButton(page).waitFor();
}

/** Waits for a meeting's page; a failure shown in its place fails the test with its message. */
export async function pageShown(page: Page): Promise<void> {
  const shown = saveButton(page).or(changeButton(page));
  const failure = page.getByRole('main').getByRole('alert').filter({ hasText: /\w/ });
  await shown.or(failure).first().waitFor();
  if ((await shown.count()) === 0)
    throw new Error(`No livestream settings, but: ${await failure.first().textContent()}`);
}

/**
 * Whether the element has the focus, or gets it soon: the focus moves after the focused element has
 * left the page.
 */
export const hasFocus = (element: Locator): Promise<boolean> =>
  element
    .and(element.page().locator(':focus'))
    .waitFor()
    .then(
      () => true,
      () => false,
    );

/** Opens the form of the livestream settings. */
export const changeButton = (page: Page): Locator =>
  page.getByRole('button', { name: 'Change', exact: true });

const saveButton = (page: Page): Locator => page.getByRole('button', { name: 'Save', exact: true });

/** Chooses Delete in the menu of a saved destination. */
export async function chooseDelete(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: `Delete ${name}` }).click();
}

/** Any browser error (a blocked inline style, a script error) fails the test. */
export function failOnComplaints(t: Test, page: Page): void {
  page.on('pageerror', (error) => t.fail(`script error: ${error.message}`));
  page.on('console', (message) => {
    // Rejected requests are part of the test, and Chrome logs each one.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
    t.fail(`console: ${message.text()}`);
  });
}

/**
 * Zoom revokes the grant, and the page detects it with a request; returns the banner that shows it.
 */
export async function loseConnection(page: Page, simulator: Simulator): Promise<Locator> {
  simulator.revokeGrant(host.id);
  await page.getByRole('button', { name: 'Refresh from Zoom' }).click();
  const banner = page.getByRole('region', { name: 'Uplink has lost its connection to Zoom.' });
  await banner.waitFor();
  return banner;
}

type AxeResults = { violations: { id: string; nodes: { html: string }[] }[] };

/**
 * The violations that axe finds on the page (WCAG 2.2 AA and its best practices), as rule and
 * element.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Evaluated through the debugger, which the page's policy does not block.
  await page.evaluate(source);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document)');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

const APPEARANCES = [
  { name: 'light', colorScheme: 'light', forcedColors: 'none' },
  { name: 'dark', colorScheme: 'dark', forcedColors: 'none' },
  { name: 'forced colours', colorScheme: 'light', forcedColors: 'active' },
] as const;

/** Axe must find nothing on the page as it is, in light, dark and forced colours. */
export async function expectAccessible(t: Test, page: Page, state: string): Promise<void> {
  for (const { name, ...media } of APPEARANCES) {
    // Without motion, so that no colour is measured on its way to another one.
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    t.strictSame(await axeFindings(page), [], `${state}, ${name}`);
  }
}
