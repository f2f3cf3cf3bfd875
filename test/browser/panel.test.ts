import type { Page } from 'playwright-core';
import { test } from 'tap';
import { CLIENT } from '../helpers/app.ts';
import { encryptedContext } from '../helpers/app-context.ts';
import { addToZoom, axeFindings, expectAccessible, failOnComplaints, host, meeting } from './screens.ts';
import { startWithBrowser } from './start.ts';

/**
 * Zoom's client as the SDK finds it on a Mac: messages are sent as JSON, and responses arrive as a
 * function call.
 */
async function insideZoom(page: Page, meetingId: string | null): Promise<void> {
  await page.addInitScript(
    `window.opened = [];
     const results = {
       config: { runningContext: 'inMeeting', clientVersion: '6.5.0', unsupportedApis: [] },
       getMeetingContext: ${meetingId ? `{ meetingTopic: 'As Zoom calls it', meetingID: '${meetingId}' }` : 'null'},
     };
     const postMessage = (json) => {
       const { jsCallId, apiName, data: request } = JSON.parse(json);
       if (apiName === 'openUrl') return window.opened.push(request.url);
       const result = results[apiName];
       const data = result ? { jsCallId, result } : { jsCallId, errorCode: '10', errorMessage: 'not the host' };
       setTimeout(() => window.zoomSdk.native2js({ data: { type: 'apiResponse', data } }));
     };
     window.webkit = { messageHandlers: { jsOCHelper: { postMessage } } };`,
  );
}

const contextOf = (uid: string) =>
  encryptedContext(
    { typ: 'meeting', uid, iss: 'marketplace.zoom.us', aud: CLIENT.clientId, exp: Date.now() + 60_000 },
    CLIENT.clientSecret,
  );

test('inside a meeting the panel shows that meeting, at 320 pixels and in all colours', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage({ viewport: { width: 320, height: 700 } });
  failOnComplaints(t, page);
  await addToZoom(page, url);
  await insideZoom(page, meeting.readable);
  await page.goto(`${url}/panel`);
  await page.getByRole('heading', { level: 1, name: 'As Zoom calls it' }).waitFor();
  await page.getByText('YouTube').first().waitFor();
  t.equal(await page.getByRole('navigation').count(), 0, 'nothing around it leads astray');
  await expectAccessible(t, page, 'the panel');
  t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320);
  await page.getByRole('heading', { name: 'Readiness check' }).waitFor();
  await page.getByRole('button', { name: 'Go live' }).waitFor();
  await page.getByRole('link', { name: 'Open meeting in browser' }).click();
  t.strictSame(await page.evaluate('window.opened'), [`${url}/meetings/${meeting.id}`]);
});

test('the panel warns if the user of Uplink is not the user of Zoom', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const page = await newPage();
  await addToZoom(page, url);
  await insideZoom(page, meeting.id);
  const open = async (uid: string) => {
    await page.setExtraHTTPHeaders({ 'x-zoom-app-context': contextOf(uid) });
    await page.goto(`${url}/panel`);
    await page.getByText('YouTube').first().waitFor();
  };
  const warning = page.getByRole('alert').getByText('signed in to Uplink as a different user');
  await open('SimTrainingStudio_0002');
  await warning.waitFor();
  await open(host.id);
  t.equal(await warning.count(), 0);
});

test('without a session, a meeting or Zoom, the panel explains it and leads to the browser', async (t) => {
  const { url, newPage } = await startWithBrowser(t);
  const signedOut = await newPage();
  await insideZoom(signedOut, meeting.id);
  await signedOut.goto(`${url}/panel`);
  await signedOut.getByRole('heading', { name: 'You’re not signed in inside Zoom' }).waitFor();
  await signedOut.getByRole('link', { name: 'Open in browser' }).click();
  t.strictSame(await signedOut.evaluate('window.opened'), [`${url}/meetings/${meeting.id}`]);

  const guest = await newPage();
  await addToZoom(guest, url);
  await insideZoom(guest, null);
  await guest.goto(`${url}/panel`);
  await guest.getByRole('heading', { name: 'No meeting available' }).waitFor();

  const browser = await newPage();
  await browser.goto(`${url}/panel`);
  await browser.getByRole('heading', { name: 'Open this page in Zoom' }).waitFor();
  t.strictSame(await axeFindings(browser), []);
  await browser.getByRole('link', { name: 'Open in browser' }).click();
  await browser.getByRole('link', { name: 'Add to Zoom' }).waitFor();
});
