import { type Test, test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { cookiesSet, countRows, isSignedIn, noUser, tokenRequests } from '../helpers/install.ts';

const { id: userId } = seededUsers.events;

test('an authorization response', async (t) => {
  const app = await startApp(t, { env: { RATE_LIMIT_ADDRESS_PER_MINUTE: '10000' } });
  t.beforeEach(async () => {
    app.simulator.clearRequests();
    await app.database.pool.query('truncate installation, authorization_request cascade');
  });

  async function start(): Promise<{ client: Client; callback: URL }> {
    const client = app.client();
    return { client, callback: new URL(await client.authorize(userId)) };
  }

  async function wasRejected(
    t: Test,
    client: Client,
    response: Awaited<ReturnType<Client['get']>>,
  ): Promise<void> {
    t.equal(response.status, 400);
    t.match(response.headers['content-type'], /^text\/html/);
    t.match(response.text, /start again/i);
    t.equal(response.headers['cache-control'], 'no-store');
    t.notOk(cookiesSet(response).has('uplink-session'));
    t.equal(tokenRequests(app).length, 0, 'no token request');
    t.same(await countRows(app), noUser);
    t.notOk(await isSignedIn(client));
  }

  const forgeries: Record<string, (callback: URL) => void> = {
    'with another state': ({ searchParams }) => searchParams.set('state', 'A'.repeat(43)),
    'with a state that lacks its last character': ({ searchParams }) =>
      searchParams.set('state', searchParams.get('state')?.slice(0, -1) ?? ''),
    'with a state in other letter case': ({ searchParams }) =>
      searchParams.set('state', swapCase(searchParams.get('state') ?? '')),
    'with an extended state': ({ searchParams }) =>
      searchParams.set('state', `${searchParams.get('state')}x`),
    'with an empty state': ({ searchParams }) => searchParams.set('state', ''),
    'with its state twice': ({ searchParams }) =>
      searchParams.append('state', searchParams.get('state') ?? ''),
    'with an oversized state': ({ searchParams }) => searchParams.set('state', 'A'.repeat(10_000)),
    'with its code twice': ({ searchParams }) => searchParams.append('code', 'another'),
    'with an empty code': ({ searchParams }) => searchParams.set('code', ''),
    'without its code': ({ searchParams }) => searchParams.delete('code'),
    'with another issuer': ({ searchParams }) => searchParams.set('iss', 'https://zoomgov.com'),
    'with an issuer that only starts like ours': ({ searchParams }) =>
      searchParams.set('iss', `${app.config.zoom.oauthUrl}.evil.example`),
    'with an empty issuer': ({ searchParams }) => searchParams.set('iss', ''),
    'with its issuer twice': ({ searchParams }) => {
      searchParams.append('iss', app.config.zoom.oauthUrl);
      searchParams.append('iss', app.config.zoom.oauthUrl);
    },
  };
  for (const [name, forge] of Object.entries(forgeries)) {
    t.test(`${name} is rejected without a token request`, async (t) => {
      const { client, callback } = await start();
      forge(callback);
      await wasRejected(t, client, await client.get(callback.href));
    });
  }

  t.test('with our issuer is accepted', async (t) => {
    const { client, callback } = await start();
    callback.searchParams.set('iss', app.config.zoom.oauthUrl);
    t.equal((await client.get(callback.href)).status, 303);
  });

  t.test(
    'for another browser is rejected (login CSRF), even if this browser has a pending request too',
    async (t) => {
      const { callback } = await start();
      const victim = app.client();
      await wasRejected(t, victim, await victim.get(callback.href));

      const another = await start();
      const busyVictim = app.client();
      await busyVictim.get('/install');
      await wasRejected(t, busyVictim, await busyVictim.get(another.callback.href));
    },
  );

  t.test('that is rejected does not change the user of a signed-in browser', async (t) => {
    const victim = await app.signIn(seededUsers.training.id);
    const { callback } = await start();
    t.equal((await victim.get(callback.href)).status, 400);
    t.match((await victim.get('/api/me')).json, { user: { id: seededUsers.training.id } });
  });

  t.test('is accepted only once, also after it was rejected', async (t) => {
    const { client, callback } = await start();
    t.equal((await client.get(callback.href)).status, 303);
    client.cookies.delete('uplink-session');
    app.simulator.clearRequests();
    const again = await client.get(callback.href);
    t.equal(again.status, 400);
    t.equal(tokenRequests(app).length, 0);
    t.notOk(await isSignedIn(client));

    const rejected = await start();
    const iss = new URL(rejected.callback);
    iss.searchParams.set('iss', 'https://evil.example');
    await rejected.client.get(iss.href);
    t.equal((await rejected.client.get(rejected.callback.href)).status, 400);
    t.equal(tokenRequests(app).length, 0);
  });

  t.test('that arrives twenty times concurrently is redeemed once', async (t) => {
    const { client, callback } = await start();
    const responses = await Promise.all(Array.from({ length: 20 }, () => client.get(callback.href)));
    t.same(responses.map(({ status }) => status).filter((status) => status === 303).length, 1);
    t.equal(tokenRequests(app).length, 1);
  });

  t.test('is accepted for ten minutes and not longer', async (t) => {
    const inTime = await start();
    await age(app, '9 minutes 50 seconds');
    t.equal((await inTime.client.get(inTime.callback.href)).status, 303);

    await app.database.pool.query('truncate installation cascade');
    app.simulator.clearRequests();
    const late = await start();
    await age(app, '10 minutes 1 second');
    await wasRejected(t, late.client, await late.client.get(late.callback.href));
  });

  t.test('redirects to the page of the request, and ignores other parameters', async (t) => {
    const client = app.client();
    const callback = new URL(await client.authorize(userId, '/webinars'));
    callback.searchParams.set('next', '/meetings');
    t.equal((await client.get(callback.href)).headers.location, '/webinars');
  });

  t.test('without parameters shows a page to start again', async (t) => {
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
