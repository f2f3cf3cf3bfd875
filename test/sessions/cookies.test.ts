import { type Test, test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { cookiesSet } from '../helpers/install.ts';

const { id: userId } = seededUsers.events;
const PUBLIC_URL = 'https://uplink.example';

/**
 * An app behind a proxy that terminates TLS and sends no forwarded headers: browsers use https, the
 * app receives http.
 */
async function startBehindTls(t: Test): Promise<RunningApp> {
  const app = await startApp(t, { env: { PUBLIC_URL } });
  app.simulator.configure({ redirectUris: [`${PUBLIC_URL}/oauth/callback`] });
  return app;
}

async function authorizeBehindTls(app: RunningApp) {
  const client = app.client();
  const callback = new URL(await client.authorize(userId));
  return { client, callback, path: callback.pathname + callback.search };
}

test('behind a proxy that terminates TLS', async (t) => {
  const app = await startBehindTls(t);

  t.test(
    'signing in works without forwarded headers, and cookies are Secure and limited to this host',
    async (t) => {
      const { client, callback, path } = await authorizeBehindTls(app);
      t.equal(callback.origin, PUBLIC_URL);
      const response = await client.get(path);
      t.equal(response.status, 303);
      t.match(
        cookiesSet(response).get('__Host-uplink-session'),
        /^__Host-uplink-session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
      t.equal((await client.get('/api/me')).status, 200);
    },
  );

  t.test('every cookie has the same protection when it is set and when it is cleared', async (t) => {
    const { client, path } = await authorizeBehindTls(app);
    const marketplace = await client.get('/oauth/callback?code=from-the-marketplace');
    const responses = [
      await client.get('/install'),
      marketplace,
      await client.get(path),
      await client.post('/logout', { headers: { 'sec-fetch-site': 'same-origin' } }),
    ];
    const names = new Set<string>();
    for (const [name, line] of responses.flatMap((response) => [...cookiesSet(response)])) {
      names.add(name);
      t.match(line, /; Path=\//);
      t.match(line, /; HttpOnly/);
      t.match(line, /; Secure/);
      t.match(line, /; SameSite=Lax/);
      t.notMatch(line, /Domain/i);
    }
    t.same([...names].sort(), ['__Host-uplink-install', '__Host-uplink-restarted', '__Host-uplink-session']);
    t.equal(marketplace.headers.location, `${PUBLIC_URL}/install`);
  });

  t.test('a cookie with the unprotected name, which any subdomain could set, is ignored', async (t) => {
    const { client, path } = await authorizeBehindTls(app);
    await client.get(path);
    const session = client.cookies.get('__Host-uplink-session') ?? '';
    client.cookies.clear();
    client.cookies.set('uplink-session', session);
    t.equal((await client.get('/api/me')).status, 401);
  });

  t.test('unsafe requests are compared with the public origin', async (t) => {
    const { client, path } = await authorizeBehindTls(app);
    await client.get(path);
    const from = (origin: string) =>
      client.post('/logout', { headers: { 'sec-fetch-site': [], origin } }).then(({ status }) => status);
    t.equal(await from(app.url), 403);
    t.equal(await from(PUBLIC_URL), 204);
  });
});

test('at a loopback http address, cookies have the plain name and no Secure attribute', async (t) => {
  const app = await startApp(t);
  const client = app.client();
  const response = await client.get(await client.authorize(userId));
  t.match(
    cookiesSet(response).get('uplink-session'),
    /^uplink-session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  const forwarded = await app.client().get('/install', { 'x-forwarded-proto': 'https' });
  t.notMatch(
    String(forwarded.headers['set-cookie']),
    /Secure|__Host-/,
    'a forwarded header does not change that',
  );
});
