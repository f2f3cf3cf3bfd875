import { type Test, test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import type { Client, ClientResponse } from '../helpers/client.ts';
import { cookiesSet, countRows, isSignedIn, noUser, tokenRequests } from '../helpers/install.ts';

const { id: userId } = seededUsers.events;

test('an authorization response', async (t) => {
  const app = await startApp(t, { env: { RATE_LIMIT_ADDRESS_PER_MINUTE: '10000' } });
  t.beforeEach(async () => {
    app.simulator.clearRequests();
    await app.database.pool.query('truncate installation, authorization_request cascade');
  });

  async function begun(): Promise<{ client: Client; callback: URL }> {
    const client = app.client();
    return { client, callback: new URL(await client.authorize(userId)) };
  }

  async function wasRejected(t: Test, client: Client, response: ClientResponse): Promise<void> {
    t.equal(response.status, 400);
    t.match(response.headers['content-type'], /^text\/html/);
    t.match(response.text, /start again/i);
    t.equal(response.headers['cache-control'], 'no-store');
    t.notOk(cookiesSet(response).has('uplink-session'));
    t.equal(tokenRequests(app).length, 0, 'no token call');
    t.same(await countRows(app), noUser);
    t.notOk(await isSignedIn(client));
  }

  const forgeries: Record<string, (callback: URL) => void> = {
    'with another state': ({ searchParams }) => searchParams.set('state', 'A'.repeat(43)),
    'with a state that lacks its last character': ({ searchParams }) =>
      searchParams.set('state', searchParams.get('state')?.slice(0, -1) ?? ''),
    'with a state in other letter case': ({ searchParams }) =>
      searchParams.set('state', swapCase(searchParams.get('state') ?? '')),
    'with something after its state': ({ searchParams }) =>
      searchParams.set('state', `${searchParams.get('state')}x`),
    'with an empty state': ({ searchParams }) => searchParams.set('state', ''),
    'with its state twice': ({ searchParams }) =>
      searchParams.append('state', searchParams.get('state') ?? ''),
    'with an enormous state': ({ searchParams }) => searchParams.set('state', 'A'.repeat(10_000)),
    'with its code twice': ({ searchParams }) => searchParams.append('code', 'another'),
    'with an empty code': ({ searchParams }) => searchParams.set('code', ''),
    'without its code': ({ searchParams }) => searchParams.delete('code'),
    'that names another issuer': ({ searchParams }) => searchParams.set('iss', 'https://zoomgov.com'),
    'that names an issuer that only begins like ours': ({ searchParams }) =>
      searchParams.set('iss', `${app.config.zoom.oauthUrl}.evil.example`),
    'with an empty issuer': ({ searchParams }) => searchParams.set('iss', ''),
    'that names its issuer twice': ({ searchParams }) => {
      searchParams.append('iss', app.config.zoom.oauthUrl);
      searchParams.append('iss', app.config.zoom.oauthUrl);
    },
  };
  for (const [which, forge] of Object.entries(forgeries)) {
    t.test(`${which} is refused and costs no token call`, async (t) => {
      const { client, callback } = await begun();
      forge(callback);
      await wasRejected(t, client, await client.get(callback.href));
    });
  }

  t.test('that names our issuer is taken', async (t) => {
    const { client, callback } = await begun();
    callback.searchParams.set('iss', app.config.zoom.oauthUrl);
    t.equal((await client.get(callback.href)).status, 303);
  });

  t.test('begun in another browser is refused (login CSRF), whether that one began one or not', async (t) => {
    const { callback } = await begun();
    const victim = app.client();
    await wasRejected(t, victim, await victim.get(callback.href));

    const another = await begun();
    const busyVictim = app.client();
    await busyVictim.get('/install');
    await wasRejected(t, busyVictim, await busyVictim.get(another.callback.href));
  });

  t.test('does not change whose session a signed-in browser has when it is refused', async (t) => {
    const victim = await app.signIn(seededUsers.training.id);
    const { callback } = await begun();
    t.equal((await victim.get(callback.href)).status, 400);
    t.match((await victim.get('/api/me')).json, { user: { id: seededUsers.training.id } });
  });

  t.test('counts once, also after it was refused', async (t) => {
    const { client, callback } = await begun();
    t.equal((await client.get(callback.href)).status, 303);
    client.cookies.delete('uplink-session');
    app.simulator.clearRequests();
    const again = await client.get(callback.href);
    t.equal(again.status, 400);
    t.equal(tokenRequests(app).length, 0);
    t.notOk(await isSignedIn(client));

    const rejected = await begun();
    const iss = new URL(rejected.callback);
    iss.searchParams.set('iss', 'https://evil.example');
    await rejected.client.get(iss.href);
    t.equal((await rejected.client.get(rejected.callback.href)).status, 400);
    t.equal(tokenRequests(app).length, 0);
  });

  t.test('that comes twenty times at once is redeemed once', async (t) => {
    const { client, callback } = await begun();
    const responses = await Promise.all(Array.from({ length: 20 }, () => client.get(callback.href)));
    t.same(responses.map(({ status }) => status).filter((status) => status === 303).length, 1);
    t.equal(tokenRequests(app).length, 1);
  });

  t.test('is taken for ten minutes and not longer', async (t) => {
    const inTime = await begun();
    await age(app, '9 minutes 50 seconds');
    t.equal((await inTime.client.get(inTime.callback.href)).status, 303);

    await app.database.pool.query('truncate installation cascade');
    app.simulator.clearRequests();
    const late = await begun();
    await age(app, '10 minutes 1 second');
    await wasRejected(t, late.client, await late.client.get(late.callback.href));
  });

  t.test('to a request that asked for a place goes on there, and not elsewhere', async (t) => {
    const client = app.client();
    const callback = new URL(await client.authorize(userId, '/webinars'));
    callback.searchParams.set('next', '/meetings');
    t.equal((await client.get(callback.href)).headers.location, '/webinars');
  });

  t.test('of its own with nothing in it is told to start again', async (t) => {
    const client = app.client();
    await wasRejected(t, client, await client.get('/oauth/callback'));
    await wasRejected(t, client, await client.get('/oauth/callback?state=x'));
  });
});

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}

async function age({ database }: RunningApp, interval: string): Promise<void> {
  await database.pool.query('update authorization_request set created_at = created_at - $1::interval', [
    interval,
  ]);
}
