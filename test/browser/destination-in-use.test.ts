import { test } from 'tap';
import { SAVED, save as saveDestination } from '../destinations/saved.ts';
import { eventually } from '../helpers/eventually.ts';
import { addToZoom, chooseDelete, failOnComplaints, host, meeting, openMeeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

const OVERWRITE = { 'if-match': '*' };

test('after a new key, a destination lists the meetings with the previous one, and updates them', async (t) => {
  const { uplink, url, newPage, simulator } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  const client = await uplink.signIn(host.id);
  const { id } = await saveDestination(client);
  await client.get('/api/meetings');
  const path = `/api/meetings/${meeting.id}/livestream`;
  await client.patch(path, { destination_id: id }, OVERWRITE);

  await openMeeting(page, url);
  await page.getByText(`Currently set to ${SAVED.name}.`).waitFor();

  await page.getByRole('navigation').getByRole('link', { name: 'Destinations', exact: true }).click();
  await page.getByRole('button', { name: `Edit ${SAVED.name}` }).click();
  await page.locator('#stream_key').fill('rotated-key-0123456789');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page
    .getByText(`${SAVED.name} is used by 1 meeting with the previous URL or key. Update it too?`)
    .waitFor();
  const row = page.getByRole('listitem').filter({ hasText: SAVED.name });
  await row.getByText('Used by 1 meeting · 1 not updated').waitFor();
  await page.getByRole('link', { name: 'Preview update' }).click();
  await page.getByText('1 meeting selected: Product launch rehearsal.').waitFor();
  await page.getByRole('button', { name: 'Change (Select)' }).click();
  t.equal(await page.getByRole('checkbox', { name: meeting.topic }).isChecked(), true);
  await page.getByRole('button', { name: 'Preview changes' }).click();
  await page.getByRole('button', { name: 'Change 1 meeting' }).click();
  await eventually(
    () => simulator.state.meetings.get(meeting.id)?.livestream?.stream_key === 'rotated-key-0123456789',
  );
  t.match(simulator.state.meetings.get(meeting.id)?.livestream, { stream_key: 'rotated-key-0123456789' });

  await page.getByRole('navigation').getByRole('link', { name: 'Destinations', exact: true }).click();
  await page.getByRole('button', { name: `Edit ${SAVED.name}` }).click();
  await page.locator('#name').fill('Renamed channel');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Renamed channel saved.').first().waitFor();
  t.equal(await page.getByText('the previous URL or key').count(), 0);

  await page.getByRole('button', { name: 'Renamed channel', exact: true }).click();
  await page.getByText('Used by', { exact: true }).waitFor();
  await page.getByRole('link', { name: meeting.topic }).last().click();
  await page.getByRole('heading', { name: meeting.topic }).waitFor();
});

test('a destination names its next meeting, and those that a deletion or a new key affects', async (t) => {
  const { uplink, url, newPage, simulator } = await startWithBrowser(t);
  const page = await newPage();
  failOnComplaints(t, page);
  await addToZoom(page, url);
  const client = await uplink.signIn(host.id);
  const { id } = await saveDestination(client);
  const webinar = [...simulator.state.webinars.values()].find(
    ({ hostId, startTime }) => hostId === host.id && Date.parse(startTime ?? '') > Date.now(),
  );
  if (!webinar) throw new Error('The demonstration data has no upcoming webinar.');
  for (const kind of ['meetings', 'webinars']) await client.get(`/api/${kind}`);
  for (const path of [`meetings/${meeting.id}`, `webinars/${webinar.id}`])
    await client.patch(`/api/${path}/livestream`, { destination_id: id }, OVERWRITE);

  await page.goto(`${url}/destinations`);
  const row = page.getByRole('listitem').filter({ hasText: SAVED.name }).first();
  await row.getByText('next:').waitFor();
  t.match(await row.textContent(), `Used by 1 meeting and 1 webinar · next: ${meeting.topic}, `);
  const next = row.getByRole('link', { name: meeting.topic });
  t.equal(await next.getAttribute('href'), `/meetings/${meeting.id}`);

  await chooseDelete(page, SAVED.name);
  const dialog = page.getByRole('dialog', { name: `Delete ${SAVED.name}?` });
  await dialog.getByRole('listitem').first().waitFor();
  t.strictSame(
    (await dialog.getByRole('listitem').allTextContents()).sort(),
    [meeting.topic, webinar.topic].sort(),
  );
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: `Edit ${SAVED.name}` }).click();
  await page.locator('#stream_key').fill('rotated-key-0123456789');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const question = page.getByText(
    `${SAVED.name} is used by 1 meeting and 1 webinar with the previous URL or key. Update them too?`,
  );
  await question.waitFor();
  await page.getByRole('link', { name: 'Preview update of 1 webinar' }).waitFor();
  await page.getByRole('button', { name: 'Not now' }).click();
  await question.waitFor({ state: 'detached' });
  // The focus stays near.
  await page.locator('#add-destination:focus').waitFor();
  t.match(await row.textContent(), '2 not updated');
  const { stream_key } = simulator.state.meetings.get(meeting.id)?.livestream ?? {};
  t.not(stream_key, 'rotated-key-0123456789', 'nothing is changed');

  await page.getByRole('button', { name: SAVED.name, exact: true }).click();
  await page.getByRole('link', { name: 'Preview update of 1 webinar' }).click();
  await page.getByText(`1 webinar selected: ${webinar.topic}.`).waitFor();
});
