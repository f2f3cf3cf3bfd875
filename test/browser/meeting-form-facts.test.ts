import type { Page } from 'playwright-core';
import { test } from 'tap';
import { save as saveDestination } from '../destinations/saved.ts';
import { addToZoom, axeFindings, failOnComplaints, host, openForm, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const saveButton = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });

test('settings that Zoom did not keep are explained once, and no field is marked as invalid', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  const fresh = simulator.addMeeting({ hostId: host.id });
  simulator.setCustomLivestream(host.id, false);
  simulator.state.settings.featureOff = 'dropped';
  await openMeeting(page, url, fresh.id);
  await page.locator('#stream_url').pressSequentially('rtmps://live.example.org/app');
  await page.locator('#stream_key').pressSequentially('own-key-0000-0001');
  await page.locator('#page_url').pressSequentially('https://example.org/live');
  await page.keyboard.press('Enter');
  const alert = page.getByRole('alert').filter({ hasText: 'Custom Live Streaming is off' });
  await alert.waitFor();
  t.match(
    await alert.textContent(),
    /^Zoom didn’t apply these settings: Custom Live Streaming is off\. Turn it on ↗$/,
  );
  t.equal(
    await page.getByRole('link', { name: 'Turn it on' }).getAttribute('href'),
    'https://zoom.us/profile/setting',
  );
  t.equal(await page.locator('[aria-invalid=true]').count(), 0);
  t.equal(
    await page.locator('#stream_key').inputValue(),
    'own-key-0000-0001',
    'what was typed is still there',
  );
  t.strictSame(await axeFindings(page), []);
});

test('a series notes that its settings apply to all occurrences, and Save shows the destination’s name', async (t) => {
  const { uplink, url, simulator, newPage } = await startWithBrowser(t);
  await saveDestination(await uplink.signIn(host.id), { name: 'Main channel' });
  const page = await newPage();
  failOnComplaints(t, page);
  const series = simulator.addMeeting({ hostId: host.id, type: 3, topic: 'Weekly round' });
  await addToZoom(page, url);
  await openMeeting(page, url, series.id);
  await page.getByText('Applies to all occurrences').waitFor();
  await page.getByText('all of its occurrences share').waitFor();
  t.equal(await page.getByText('Currently set to').count(), 0, 'of none yet');
  await page.locator('#apply-destination').selectOption({ label: 'Main channel' });
  await saveButton(page).click();
  const settings = page.getByRole('region', { name: 'Livestream settings' });
  await settings.getByText('Main channel', { exact: true }).waitFor();
  await settings.getByText('Applies to all occurrences').waitFor();
  await page.reload();
  await settings.getByText('Main channel', { exact: true }).waitFor();
  await settings.getByRole('link', { name: 'Used by 1 meeting' }).waitFor();
  await openForm(page);
  await page.getByText('Currently set to Main channel.').waitFor();
  t.strictSame(await axeFindings(page), []);
});
