import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import type { ClientResponse } from '../helpers/client.ts';
import { rawRequest, sendRaw } from '../helpers/raw-http.ts';
import { hasSecurityHeaders } from '../helpers/security-headers.ts';

const { id: userId } = seededUsers.events;
const PUBLIC_URL = 'https://uplink.example';
const uiDirectory = fileURLToPath(new URL('./ui', import.meta.url));

/** One response of every kind, by its description. */
async function everyResponse(app: RunningApp): Promise<Record<string, ClientResponse>> {
  const client = app.client();
  const callback = new URL(await client.authorize(userId));
  const signIn = await client.get(callback.pathname + callback.search);
  const anyUser = app.client();
  const own = { 'sec-fetch-site': 'same-origin' };
  const large = { body: 'x'.repeat(20_000), headers: { ...own, 'content-type': 'application/json' } };
  const responses: Record<string, ClientResponse> = {
    'the app': await anyUser.get('/'),
    'a screen of it': await anyUser.get('/meetings/82929473321'),
    'a script': await anyUser.get('/assets/main-0a1b2c.js'),
    'a style sheet': await anyUser.get('/uplink.css'),
    'an unmodified file': await anyUser.get('/uplink.css', { 'if-modified-since': new Date().toUTCString() }),
    'a file with an invalid range': await anyUser.get('/uplink.css', { range: 'bytes=9999-' }),
    'a file on a condition': await anyUser.get('/uplink.css', { 'if-match': '"another"' }),
    'a file of another folder': await anyUser.get('/assets/..%2f..%2fmethods.test.ts'),
    'a file that is not there': await anyUser.get('/assets/nothing.js'),
    'a listing page': await anyUser.get('/privacy'),
    'the redirect to Zoom': await anyUser.get('/install'),
    'a sign-in': signIn,
    'an error page': await anyUser.get('/oauth/callback?code=x&state=y'),
    'the Marketplace’s redirect': await anyUser.get('/oauth/callback?code=x'),
    'a 404 page': await anyUser.get('/nothing', { accept: 'text/html' }),
    'a 404': await anyUser.get('/nothing'),
    'a 405': await anyUser.post('/privacy'),
    OPTIONS: await anyUser.request('OPTIONS', '/'),
    'a 401': await anyUser.get('/api/me'),
    'a 200 of the API': await client.get('/api/me'),
    HEAD: await client.request('HEAD', '/api/me'),
    'a 403': await client.post('/api/nothing', { headers: { 'sec-fetch-site': 'cross-site' } }),
    'a 404 of the API': await client.get('/api/nothing'),
    'a 405 of the API': await client.request('PUT', '/api/me'),
    'a 400': await client.get('/api/meetings/1/livestream'),
    'a 413': await client.request('PATCH', '/api/meetings/82929473321/livestream', large),
    'a 415': await client.post('/logout', { body: 'x', headers: { ...own, 'content-type': 'text/plain' } }),
    livez: await anyUser.get('/livez'),
    readyz: await anyUser.get('/readyz'),
  };
  const read = await client.get(
    `/api/meetings/${app.simulator.addMeeting({ hostId: userId }).id}/livestream`,
  );
  responses['a livestream'] = read;
  await app.database.pool.query('alter table listing_page rename to listing_page_renamed');
  responses['a 500'] = await client.get('/api/meetings');
  await app.database.pool.query('alter table authorization_request rename to authorization_request_renamed');
  responses['a page for 500'] = await anyUser.get('/install');
  responses['signing out'] = await client.post('/logout');
  return responses;
}

const statuses: Record<string, number> = {
  'the app': 200,
  'a script': 200,
  'an unmodified file': 304,
  'a file with an invalid range': 200,
  'a file on a condition': 400,
  'a file of another folder': 404,
  'a file that is not there': 404,
  'a sign-in': 303,
  'a 405': 405,
  'a 413': 413,
  'a 415': 415,
  'a 500': 500,
  'a page for 500': 500,
  'signing out': 204,
};

test('every response has the security headers', async (t) => {
  for (const https of [true, false]) {
    t.test(https ? 'behind TLS, HSTS among them' : 'at a loopback http address, without HSTS', async (t) => {
      const app = await startApp(t, { uiDirectory, env: https ? { PUBLIC_URL } : {} });
      if (https) app.simulator.configure({ redirectUris: [`${PUBLIC_URL}/oauth/callback`] });
      const responses = await everyResponse(app);
      for (const [which, status] of Object.entries(statuses))
        t.equal(responses[which]?.status, status, which);
      for (const [which, { headers }] of Object.entries(responses))
        await t.test(which, async (t) => hasSecurityHeaders(t, headers, { https }));
      const unreadable = await sendRaw(app.url, rawRequest(['canary']));
      t.equal(unreadable.status, 400);
      hasSecurityHeaders(t, unreadable.headers, { https });
      isNotStored(t, responses);
    });
  }
});

/**
 * Responses with user data or decisions are not cached. Files with a content hash in their name
 * are.
 */
function isNotStored(t: Test, responses: Record<string, ClientResponse>): void {
  const cacheable = ['the app', 'a screen of it', 'a script', 'a style sheet', 'a listing page'];
  const files = ['an unmodified file', 'a file with an invalid range'];
  for (const [which, { headers, status }] of Object.entries(responses)) {
    if (cacheable.includes(which) || files.includes(which) || status === 204) continue;
    t.equal(headers['cache-control'], 'no-store', `${which}: no-store`);
  }
  t.equal(responses['the app']?.headers['cache-control'], 'no-cache');
  t.match(responses['a script']?.headers['cache-control'], /immutable/);
}
