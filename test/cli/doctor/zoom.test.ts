import t from 'tap';
import type { Probe } from '../../../src/cli/doctor/probe.ts';
import { zoomChecks } from '../../../src/cli/doctor/zoom.ts';
import { Secret } from '../../../src/crypto/secret.ts';
import { CLIENT } from '../../helpers/app.ts';
import { examined } from './examined.ts';
import { startHealthy } from './healthy.ts';

const { app, env } = await startHealthy(t);
const { simulator } = app;

interface Response {
  status: number;
  body?: string | object;
  headers?: Record<string, string>;
}

/** Replaces the next response of Zoom on this path. */
function respond(path: string, response: Response) {
  simulator.addFault({ path, kind: 'answer', ...response });
}

const rejected = { reason: 'Invalid Token!', error: 'invalid_grant' };

t.test('wrong credentials fail, and the redirect URL is not checked with them', async (t) => {
  for (const change of [{ ZOOM_CLIENT_ID: 'another-client' }, { ZOOM_CLIENT_SECRET: 'another-secret' }])
    t.same(await examined({ ...env, ...change }), {
      zoom_credentials:
        'failed: Zoom rejects the client ID or the client secret. Fix: ZOOM_CLIENT_ID, ZOOM_CLIENT_SECRET: copy both from Basic Information, App Credentials, in the Marketplace. Development and Production have different ones.',
      redirect_url: 'skipped: Needs the check zoom_credentials, which failed.',
    });
});

t.test('a disabled app, an unreachable Zoom and an unusable response have different findings', async (t) => {
  respond('/oauth/token', {
    status: 400,
    body: { reason: 'The app has been disabled by the developer', error: 'invalid_request' },
  });
  t.match(
    (await examined(env)).zoom_credentials,
    /^failed: The app is disabled in the Marketplace\. Fix: Marketplace, Manage/,
  );

  respond('/oauth/token', { status: 503, body: '<h1>Service Unavailable</h1>' });
  t.match(Object.entries(await examined(env)), [
    ['zoom_credentials', /^warning: Zoom’s token endpoint responds with status 503/],
  ]);

  const unreachable = await examined({ ...env, ZOOM_OAUTH_URL: 'http://127.0.0.1:1' });
  t.match(unreachable, {
    zoom_credentials:
      /^failed: .*nothing is listening there\. Fix: Allow outgoing https connections to 127\.0\.0\.1:1/,
    clock: 'skipped: Zoom sent no time to compare with.',
    redirect_url: /^skipped/,
  });
});

t.test('a clock that differs from Zoom’s is a warning at 30 s, and fails at 4 min', async (t) => {
  for (const [seconds, status] of [
    [-60, 'warning'],
    [60, 'warning'],
    [-3_600, 'failed'],
    [3_600, 'failed'],
  ] as const) {
    const date = new Date(Date.now() + seconds * 1_000).toUTCString();
    respond('/oauth/token', { status: 400, body: rejected, headers: { date } });
    const found = await examined(env);
    t.match(found, {
      clock: new RegExp(
        `^${status}: This machine’s clock differs from Zoom’s by [\\d.]+ s\\. .* Fix: Synchronize the clock`,
      ),
    });
    t.same(Object.keys(found), ['clock']);
  }
});

t.test('a redirect URL that Zoom does not know fails', async (t) => {
  simulator.configure({ redirectUris: ['https://other.example.org/oauth/callback'] });
  t.same(await examined(env), {
    redirect_url: `failed: Zoom does not know the redirect URL ${app.url}/oauth/callback. Fix: Marketplace, Basic Information, OAuth Information: enter ${app.url}/oauth/callback as OAuth Redirect URL and in the OAuth Allow List, or correct PUBLIC_URL.`,
  });
  simulator.configure({ redirectUris: [`${app.url}/oauth/callback`] });

  // The form of the error that some of Zoom's hosts use.
  respond('/oauth/authorize', {
    status: 200,
    body: { status: false, errorCode: 4700, errorMessage: 'Invalid redirect url', result: null },
  });
  t.match((await examined(env)).redirect_url, /^failed: Zoom does not know the redirect URL/);
  respond('/oauth/authorize', { status: 400, body: 'Invalid client_id: x (4,702)' });
  t.match(
    (await examined(env)).redirect_url,
    /^failed: Zoom’s authorization page does not know ZOOM_CLIENT_ID/,
  );
  respond('/oauth/authorize', { status: 500, body: 'error 1234,700' });
  t.match(
    (await examined(env)).redirect_url,
    /^warning: .*status 500, which does not depend on the redirect URL/,
  );
});

t.test('redirects of the authorization page are followed on Zoom’s own hosts only', async (t) => {
  const page = '/oauth/authorize';
  respond(page, { status: 302, headers: { location: '/oauth/authorize?response_type=none' } });
  t.match((await examined(env)).redirect_url, /^failed/, 'the error on the second page');
  respond(page, { status: 302, headers: { location: 'https://elsewhere.example/signin' } });
  t.same(await examined(env), {}, 'a redirect is not an error');
});

t.test('Zoom accepts no http redirect URL', async (t) => {
  const probe: Probe = async () => ({ outcome: 'error', code: 'OTHER' });
  const { clientId } = CLIENT;
  const options = { probe, publicUrl: 'http://localhost:3000', oauthUrl: 'https://zoom.us', clientId };
  const checks = zoomChecks({ ...options, clientSecret: new Secret('secret') });
  const finding = await checks.find(({ name }) => name === 'redirect_url')?.run();
  t.match(finding, {
    status: 'failed',
    message: /accepts only https/,
    fix: /^PUBLIC_URL: use an https address/,
  });
});
