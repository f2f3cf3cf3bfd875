import { test } from 'tap';
import { addToZoom, failOnComplaints } from './screens.ts';
import { startWithBrowser } from './start.ts';

const STORED = `({ ...localStorage, tab: sessionStorage.getItem('of-the-user') })`;

test('a sign-out clears what the browser has stored, in every tab, but not the language', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.goto(`${url}/account`);
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await page.getByRole('heading', { level: 1, name: 'Konto' }).waitFor();
  await page.evaluate(`localStorage.setItem('of-the-user', 'x'); sessionStorage.setItem('of-the-user', 'x')`);
  const tab = await page.context().newPage();
  await tab.goto(`${url}/account`);
  await tab.evaluate(`sessionStorage.setItem('of-the-user', 'x')`);

  await page.getByRole('main').getByRole('button', { name: 'In diesem Browser abmelden' }).click();
  await page.getByRole('link', { name: 'Zu Zoom hinzufügen' }).first().waitFor();
  t.strictSame(await page.evaluate(STORED), { 'uplink-language': 'de', tab: null });
  await tab.getByRole('link', { name: 'Zu Zoom hinzufügen' }).first().waitFor();
  t.strictSame(await tab.evaluate(STORED), { 'uplink-language': 'de', tab: null });
  await tab.reload();
  await tab.getByRole('link', { name: 'Zu Zoom hinzufügen' }).first().waitFor();
});

test('deleting all data clears it, too, and keeps the language', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await page.evaluate(
    `localStorage.setItem('uplink-language', 'de'); localStorage.setItem('of-the-user', 'x')`,
  );
  await page.goto(`${url}/account`);
  await page.getByRole('button', { name: 'Trennen und meine Daten löschen' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Trennen und meine Daten löschen' }).click();
  await page.getByRole('link', { name: 'Zu Zoom hinzufügen' }).first().waitFor();
  t.strictSame(await page.evaluate('({ ...localStorage })'), { 'uplink-language': 'de' });
});
