import { createHash } from 'node:crypto';
import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { cookiesSet, isSignedIn, tokenRequests } from '../helpers/install.ts';
import { rawRequest, sendRaw } from '../helpers/raw-http.ts';

const { id: userId } = seededUsers.events;

async function authorizationUrl(app: RunningApp, client = app.client()): Promise<URL> {
  const { headers } = await client.get('/install');
  return new URL(String(headers.location));
}

function lastExchange(app: RunningApp): Record<string, string> {
  return (tokenRequests(app).at(-1)?.body ?? {}) as Record<string, string>;
}

test('starting the installation', async (t) => {
  const app = await startApp(t);

  t.test(
    'redirects to the authorization server with only the required parameters, and no scope',
    async (t) => {
      const response = await app
        .client()
        .get('/install?scope=evil&client_id=evil&redirect_uri=https://evil.example');
      const url = new URL(String(response.headers.location));
      t.equal(response.status, 302);
      t.equal(response.headers['cache-control'], 'no-store');
      t.equal(url.origin + url.pathname, `${app.config.zoom.oauthUrl}/oauth/authorize`);
      t.same([...url.searchParams.keys()].sort(), [
        'client_id',
        'code_challenge',
        'code_challenge_method',
        'redirect_uri',
        'response_type',
        'state',
      ]);
      t.match(Object.fromEntries(url.searchParams), {
        response_type: 'code',
        client_id: app.config.zoom.clientId,
        redirect_uri: `${app.url}/oauth/callback`,
        code_challenge_method: 'S256',
        code_challenge: /^[A-Za-z0-9_-]{43}$/,
        state: /^[A-Za-z0-9_-]{22,}$/,
      });
    },
  );

  t.test('creates a new state and a new code challenge each time', async (t) => {
    const client = app.client();
    const urls = [await authorizationUrl(app, client), await authorizationUrl(app, client)];
    const [states, challenges] = ['state', 'code_challenge'].map((name) =>
      urls.map((url) => url.searchParams.get(name)),
    );
    t.equal(new Set(states).size, 2);
    t.equal(new Set(challenges).size, 2);
  });

  t.test(
    'redeems the code with the verifier of that challenge, which was never sent to the browser',
    async (t) => {
      app.simulator.clearRequests();
      const client = app.client();
      const url = await authorizationUrl(app, client);
      const callback = await app.simulator.authorize(url.href, userId);
      const cookies = client.cookieHeader();
      await client.get(callback);

      const { code_verifier: verifier, redirect_uri, grant_type } = lastExchange(app);
      t.match(verifier, /^[A-Za-z0-9_~.-]{43,128}$/);
      t.equal(
        createHash('sha256')
          .update(verifier ?? '')
          .digest('base64url'),
        url.searchParams.get('code_challenge'),
      );
      t.match(
        { redirect_uri, grant_type },
        { redirect_uri: `${app.url}/oauth/callback`, grant_type: 'authorization_code' },
      );
      t.notOk(cookies.includes(verifier ?? '?') || url.href.includes(verifier ?? '?'));
    },
  );

  t.test('stores no state, verifier or cookie in plain text', async (t) => {
    const client = app.client();
    const url = await authorizationUrl(app, client);
    const { rows } = await app.database.pool.query<{ row: string }>(
      `select to_jsonb(r)::text || encode(code_verifier, 'escape') as row from authorization_request r`,
    );
    const dump = rows.map(({ row }) => row).join('\n');
    for (const secret of [url.searchParams.get('state'), ...client.cookies.values()]) {
      t.notOk(dump.includes(secret ?? '?'));
      t.notOk(dump.includes(Buffer.from(secret ?? '?').toString('hex')));
    }
    await client.get(await app.simulator.authorize(url.href, userId));
    const { code_verifier: verifier } = lastExchange(app);
    t.notOk(dump.includes(verifier ?? '?'));
  });

  t.test('works in several tabs of one browser, in any order', async (t) => {
    const client = app.client();
    const tabs = [];
    for (const next of ['/meetings', '/webinars', '/meetings/82929473321'])
      tabs.push({ next, callback: await client.authorize(userId, next) });
    for (const { next, callback } of tabs.reverse()) {
      const response = await client.get(callback);
      t.equal(response.status, 303);
      t.equal(response.headers.location, next);
    }
    t.ok(await isSignedIn(client));
  });

  t.test('uses addresses from the configuration, and ignores Host and forwarded headers', async (t) => {
    const response = await sendRaw(
      app.url,
      rawRequest([
        'GET http://evil.example/install HTTP/1.1',
        'Host: evil.example',
        'X-Forwarded-Host: evil.example',
        'X-Forwarded-Proto: https',
        'Forwarded: host=evil.example;proto=https',
        'Connection: close',
      ]),
    );
    t.equal(response.status, 302);
    const location = new URL(String(response.headers.location));
    t.equal(location.searchParams.get('redirect_uri'), `${app.url}/oauth/callback`);
    t.notMatch(response.text, /evil/);
  });

  t.test('sets a cookie for ten minutes that scripts and other sites can’t use', async (t) => {
    const response = await app.client().get('/install');
    t.match(cookiesSet(response).get('uplink-install'), /^uplink-install=[A-Za-z0-9_-]{43}; /);
    for (const attribute of ['Max-Age=600', 'Path=/', 'HttpOnly', 'SameSite=Lax'])
      t.match(cookiesSet(response).get('uplink-install'), attribute);
  });

  t.test('replaces a browser cookie that it did not set', async (t) => {
    const client = app.client();
    client.cookies.set('uplink-install', 'chosen-by-an-attacker');
    await client.get('/install');
    t.match(client.cookies.get('uplink-install'), /^[A-Za-z0-9_-]{43}$/);
  });

  t.test('sets a new browser cookie for each sign-in, and deletes it after success', async (t) => {
    const client = app.client();
    await client.get('/install');
    const first = client.cookies.get('uplink-install');
    const callback = await client.authorize(userId);
    const second = client.cookies.get('uplink-install');
    t.match(second, /^[A-Za-z0-9_-]{43}$/);
    t.not(second, first);
    t.equal((await client.get(callback)).status, 303);
    t.notOk(client.cookies.has('uplink-install'));
    const tab = app.client();
    const pending = await tab.authorize(userId, '/webinars');
    await tab.signIn(userId);
    await tab.post('/logout');
    t.equal((await tab.get(pending)).status, 400, 'after signing out, the browser is no longer recognized');
  });

  t.test('deletes abandoned requests', async (t) => {
    await app.client().get('/install');
    await app.database.pool.query(
      `update authorization_request set created_at = now() - interval '11 minutes'`,
    );
    await app.client().get('/install');
    const { rows } = await app.database.pool.query('select from authorization_request');
    t.equal(rows.length, 1);
  });
});

test('signing in starts an authorization request like the installation, and returns to the page', async (t) => {
  const app = await startApp(t);
  const client = app.client();
  const { status, headers } = await client.get('/signin?next=/webinars');
  t.equal(status, 302);
  const query = new URL(String(headers.location)).searchParams;
  t.match(query.get('code_challenge_method'), 'S256');
  t.match(query.get('state'), /^[A-Za-z0-9_-]{43}$/);
  const callback = await app.simulator.authorize(String(headers.location), seededUsers.events.id);
  t.match(await client.get(callback), { status: 303, headers: { location: '/webinars' } });
  t.equal((await client.get('/api/me')).status, 200);
});
