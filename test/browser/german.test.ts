import { test } from 'tap';
import { axeFindings, failOnComplaints, host, meeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

test('a German browser gets German texts and dates, and the choice of a language is kept', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage({ locale: 'de-AT', viewport: { width: 320, height: 700 } });
  failOnComplaints(t, page);
  await page.goto(url);
  await page.getByRole('link', { name: 'Zu Zoom hinzufügen' }).waitFor();
  t.equal(await page.locator('html').getAttribute('lang'), 'de');
  t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, 'fits');
  await page.getByRole('link', { name: 'Zu Zoom hinzufügen' }).click();
  await page.getByRole('button', { name: host.name }).click();
  await page.getByRole('link', { name: meeting.topic, exact: true }).waitFor();
  t.match(await page.title(), 'Meetings · Uplink for Zoom');
  t.match(await page.getByRole('main').textContent(), 'Morgen');

  t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, 'the list fits');
  await page.getByRole('link', { name: meeting.topic, exact: true }).click();
  await page.getByRole('button', { name: 'Ändern', exact: true }).click();
  await page.getByRole('button', { name: 'Speichern', exact: true }).waitFor();
  await page.getByRole('heading', { name: 'Bereitschaftsprüfung' }).waitFor();
  t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, 'one meeting fits');
  t.strictSame(await axeFindings(page), [], 'one meeting');

  for (const [name, heading] of [
    ['Ziele', 'Ziele'],
    ['Mehrere bearbeiten', 'Mehrere bearbeiten'],
    ['Konto', 'Konto'],
  ] as const) {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, `${name} fits`);
    t.strictSame(await axeFindings(page), [], name);
  }
  const months = /Verbunden seit \d+\. (Jänner|Februar|März|April|Mai|Juni|Juli|August|\p{Lu}\w+ber) 20\d\d/u;
  t.match(await page.getByRole('main').textContent(), months, 'the date in its format');

  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  t.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.goto(`${url}/destinations`);
  await page.getByRole('heading', { level: 1, name: 'Destinations' }).waitFor();
});

test('the server-rendered pages are in German too, and follow the chosen language', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage({ locale: 'de-DE' });
  failOnComplaints(t, page);
  const footer = page.getByRole('contentinfo');
  await page.goto(url);
  await footer.getByRole('link', { name: 'Datenschutz' }).click();
  await page.getByRole('heading', { level: 1, name: 'Datenschutz' }).waitFor();
  t.equal(new URL(page.url()).search, '', 'automatically, as the browser prefers it');

  await footer.getByRole('link', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'Privacy' }).waitFor();
  await footer.getByRole('link', { name: 'Terms' }).click();
  await page.getByRole('heading', { level: 1, name: 'Terms of use' }).waitFor();
  await footer.getByRole('link', { name: 'Deutsch' }).click();
  await page.getByRole('heading', { level: 1, name: 'Nutzungsbedingungen' }).waitFor();

  await page.goto(url);
  await page.getByRole('button', { name: 'English' }).click();
  await footer.getByRole('link', { name: 'Support' }).click();
  await page.getByRole('heading', { level: 1, name: 'Support' }).waitFor();
});

test('an API error is shown in German', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage({ locale: 'de-DE' });
  await page.goto(url);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('link', { name: 'Add to Zoom' }).waitFor();
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await page.getByRole('link', { name: 'Zu Zoom hinzufügen' }).click();
  await page.getByRole('button', { name: host.name }).click();
  await page.getByRole('button', { name: 'Abmelden', exact: true }).waitFor();
  await page.goto(`${url}/meetings/82999999991`);
  await page.getByText('Dieses Meeting wurde in Ihrem Zoom-Konto nicht gefunden.').waitFor();
  t.notMatch(await page.getByRole('main').textContent(), /\b(the|your|Zoom does)\b/);
});
