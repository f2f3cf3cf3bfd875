import { test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { copyDatabase } from '../helpers/database.ts';
import { HOST } from '../helpers/zoom-host.ts';
import { expectAccessible, failOnComplaints } from './screens.ts';
import { startWithBrowser } from './start.ts';

test('every screen of a staging copy has a banner, and its users cannot sign in', async (t) => {
  const production = await startApp(t, { startsJobs: false });
  const client = await production.signIn(HOST);
  const [meeting] = (await client.get('/api/meetings?type=upcoming')).json.meetings;
  await production.close();
  const databaseUrl = await copyDatabase(t, production);
  const { url, newPage } = await startWithBrowser(t, {
    sharedWith: { ...production, databaseUrl },
    env: { STAGING_COPY: 'true' },
  });
  const page = await newPage({ viewport: { width: 320, height: 640 } });
  failOnComplaints(t, page);
  const banner = page.getByRole('complementary', { name: 'Staging copy' });
  const check = async (name: string) => {
    await banner.waitFor();
    await expectAccessible(t, page, name);
    t.notOk(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), name);
  };
  await page.goto(url);
  await page.getByRole('link', { name: 'Add to Zoom' }).first().waitFor();
  await check('signed out');
  await page.context().addCookies([...client.cookies].map(([name, value]) => ({ name, value, url })));
  await page.goto(`${url}/meetings`);
  await page.getByText(meeting.topic).first().waitFor();
  await check('list');
  await page.goto(`${url}/install`);
  await page.getByRole('heading', { name: 'Sign-in isn’t available here' }).waitFor();
  await expectAccessible(t, page, 'no sign-in');
});
