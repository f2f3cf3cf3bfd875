import { type Test, test } from 'tap';
import { startClient } from '../../tools/zoom-simulator/client.ts';
import type { SimulatorOptions } from '../../tools/zoom-simulator/simulator.ts';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';

const { events, training } = seededUsers;

async function arrange(t: Test, options: Partial<SimulatorOptions> = {}) {
  const client = await startClient(options);
  t.teardown(() => client.simulator.close());
  return client;
}

test('the authorization page offers every user and loads no other resources', async (t) => {
  const client = await arrange(t);
  const response = await fetch(client.authorizationUrl());
  const html = await response.text();
  t.equal(response.status, 200);
  for (const user of Object.values(seededUsers)) t.match(html, user.displayName);
  t.match(html, 'Decline');
  t.match(html, 'Zoom simulator');
  t.notMatch(html, /(src|href)="(?!data:)/);
});

test('the state is returned unchanged, with any content', async (t) => {
  const client = await arrange(t);
  const state = 'a+b&c=d "<é>%20';
  const url = client.authorizationUrl({ state });
  const redirect = new URL(await client.simulator.authorize(url, events.id));
  t.equal(redirect.origin + redirect.pathname, 'http://127.0.0.1:9/oauth/callback');
  t.equal(redirect.searchParams.get('state'), state);
  t.same([...redirect.searchParams.keys()], ['code', 'state']);
});

test('declining redirects with access_denied and the state', async (t) => {
  const client = await arrange(t);
  const redirect = new URL(await client.simulator.decline(client.authorizationUrl()));
  t.same(Object.fromEntries(redirect.searchParams), { error: 'access_denied', state: 'the-state' });
});

test('an unknown client and a redirect URI that is not exactly a configured one lead to an error page', async (t) => {
  const client = await arrange(t);
  const rejected: [Record<string, string | undefined>, string][] = [
    [{ client_id: 'unknown' }, 'Invalid client_id: unknown (4,702)'],
    [{ redirect_uri: 'http://127.0.0.1:9/oauth/callback/' }, '(4,700)'],
    [{ redirect_uri: 'http://127.0.0.1:9/oauth/callback?x=1' }, '(4,700)'],
    [{ redirect_uri: undefined }, '(4,700)'],
    [{ response_type: 'token' }, 'response_type'],
    [{ code_challenge_method: 'S512' }, 'code_challenge_method'],
  ];
  for (const [changes, message] of rejected) {
    const response = await fetch(client.authorizationUrl(changes), { redirect: 'manual' });
    t.equal(response.status, 400);
    t.match(await response.text(), message);
  }
});

test('a code is exchanged once, for tokens that work', async (t) => {
  const client = await arrange(t);
  const redirect = new URL(await client.simulator.authorize(client.authorizationUrl(), events.id));
  const code = redirect.searchParams.get('code');
  const first = await client.exchange(code);
  t.match(first, { status: 200 });
  t.match(await client.call(first.json.access_token, 'GET', '/users/me'), { json: { id: events.id } });
  const second = await client.exchange(code);
  t.match(second, { status: 400, json: { error: 'invalid_request' } });
  t.match(second.json.reason, `Invalid authorization code ${code}`);
});

test('a code is valid for five minutes', async (t) => {
  const client = await arrange(t);
  const codeOf = async () =>
    new URL(await client.simulator.authorize(client.authorizationUrl(), events.id)).searchParams.get('code');
  const inTime = await codeOf();
  await client.simulator.advance(299_000);
  t.match(await client.exchange(inTime), { status: 200 });
  const late = await codeOf();
  await client.simulator.advance(300_000);
  t.match(await client.exchange(late), { status: 400 });
});

test('the code verifier must fit its challenge, by either method', async (t) => {
  const client = await arrange(t);
  const codeFor = async (changes: Record<string, string | undefined>) => {
    const redirect = await client.simulator.authorize(client.authorizationUrl(changes), events.id);
    return new URL(redirect).searchParams.get('code');
  };
  const wrong = 'x'.repeat(50);
  t.match(await client.exchange(await codeFor({}), { code_verifier: wrong }), { status: 400 });
  t.match(await client.exchange(await codeFor({}), { code_verifier: undefined }), { status: 400 });
  const plain = { code_challenge: wrong, code_challenge_method: undefined };
  t.match(await client.exchange(await codeFor(plain), { code_verifier: wrong }), { status: 200 });
  t.match(await client.exchange(await codeFor(plain)), { status: 400 });
  const none = { code_challenge: undefined, code_challenge_method: undefined };
  t.match(await client.exchange(await codeFor(none)), { status: 400 });
  t.match(await client.exchange(await codeFor(none), { code_verifier: undefined }), { status: 200 });
});

test('the token endpoint rejects a wrong secret, another redirect URI and another grant', async (t) => {
  const client = await arrange(t);
  const redirect = new URL(await client.simulator.authorize(client.authorizationUrl(), events.id));
  const code = redirect.searchParams.get('code') ?? '';
  const badSecret = await client.form('/oauth/token', { grant_type: 'refresh_token' }, 'wrong');
  t.match(badSecret, { status: 400, json: { error: 'invalid_client' } });
  const badGrant = await client.form('/oauth/token', { grant_type: 'password' });
  t.match(badGrant, { status: 400, json: { error: 'unsupported_grant_type' } });
  const elsewhere = await client.exchange(code, { redirect_uri: 'http://127.0.0.1:9/other' });
  t.match(elsewhere, { status: 400, json: { reason: 'Redirect URI mismatch.' } });
});

test('a refresh token is rotated, and the previous one is invalid immediately', async (t) => {
  const client = await arrange(t);
  const first = await client.install(events.id);
  const second = await client.refresh(first.json.refresh_token);
  t.match(second, { status: 200 });
  t.not(second.json.refresh_token, first.json.refresh_token);
  t.match(await client.refresh(first.json.refresh_token), {
    status: 400,
    json: { reason: 'Invalid Token!', error: 'invalid_grant' },
  });
  t.match(await client.call(first.json.access_token, 'GET', '/users/me'), { status: 200 });
  t.match(await client.refresh(second.json.refresh_token), { status: 200 });
});

test('with a grace period, the old refresh token is valid until its end', async (t) => {
  const client = await arrange(t, { refreshGraceSeconds: 10 });
  const first = await client.install(events.id);
  t.match(await client.refresh(first.json.refresh_token), { status: 200 });
  t.match(await client.refresh(first.json.refresh_token), { status: 200 });
  await client.simulator.advance(10_000);
  t.match(await client.refresh(first.json.refresh_token), { status: 400 });
});

test('a refresh token expires after 90 days without use', async (t) => {
  const client = await arrange(t);
  const installed = await client.install(events.id);
  await client.simulator.advance(90 * 86_400_000);
  t.match(await client.refresh(installed.json.refresh_token), { status: 400 });
});

test('a second authorization of the same user invalidates the first, and no other user’s', async (t) => {
  const client = await arrange(t);
  const other = await client.install(training.id);
  const first = await client.install(events.id);
  const second = await client.install(events.id);
  t.match(await client.refresh(first.json.refresh_token), { json: { error: 'invalid_grant' } });
  t.match(await client.call(first.json.access_token, 'GET', '/users/me'), {
    status: 401,
    json: { code: 124 },
  });
  t.match(await client.call(second.json.access_token, 'GET', '/users/me'), { status: 200 });
  t.match(await client.call(other.json.access_token, 'GET', '/users/me'), { status: 200 });
});

test('revoking an access token ends the whole grant', async (t) => {
  const client = await arrange(t);
  const { json } = await client.install(events.id);
  const revoked = await client.form('/oauth/revoke', { token: String(json.access_token) });
  t.match(revoked, { status: 200, json: { status: 'success' } });
  t.match(await client.refresh(json.refresh_token), { json: { error: 'invalid_grant' } });
  t.match(await client.call(json.access_token, 'GET', '/users/me'), { status: 401 });
  t.match(await client.form('/oauth/revoke', { token: 'unknown' }), { status: 400 });
});

test('"Add" in the Marketplace redirects with a code and without a state', async (t) => {
  const client = await arrange(t);
  const redirect = new URL(await client.simulator.marketplaceAdd(events.id));
  t.equal(redirect.origin + redirect.pathname, 'http://127.0.0.1:9/oauth/callback');
  t.same([...redirect.searchParams.keys()], ['code']);
  const code = redirect.searchParams.get('code');
  t.match(await client.exchange(code, { code_verifier: undefined }), { status: 200 });
});

test('the token response can be configured', async (t) => {
  const client = await arrange(t);
  client.simulator.state.settings.tokenResponseOmits = ['refresh_token', 'api_url'];
  client.simulator.state.settings.tokenResponseOverrides = { expires_in: '3600' };
  const redirect = await client.simulator.marketplaceAdd(events.id);
  const form = {
    grant_type: 'authorization_code',
    code: new URL(redirect).searchParams.get('code') ?? '',
    redirect_uri: 'http://127.0.0.1:9/oauth/callback',
  };
  const response = await fetch(`${client.simulator.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('test-client:test-secret').toString('base64')}` },
    body: new URLSearchParams(form),
  });
  const json = (await response.json()) as Record<string, unknown>;
  t.same(Object.keys(json).sort(), ['access_token', 'expires_in', 'scope', 'token_type']);
  t.equal(json.expires_in, '3600');
});

test('client credentials are accepted in the parameters, and parameters in the query', async (t) => {
  const client = await arrange(t);
  const { json } = await client.install(events.id);
  const inForm = (secret: string, refreshToken: unknown) =>
    fetch(`${client.simulator.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ client_id: 'test-client', client_secret: secret },
        ...{ grant_type: 'refresh_token', refresh_token: String(refreshToken) },
      }),
    });
  t.equal((await inForm('wrong', json.refresh_token)).status, 400);
  const refreshed = await inForm('test-secret', json.refresh_token);
  t.equal(refreshed.status, 200);
  const next = ((await refreshed.json()) as { refresh_token: string }).refresh_token;
  const query = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: next });
  const inQuery = await fetch(`${client.simulator.url}/oauth/token?${query}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('test-client:test-secret').toString('base64')}` },
  });
  t.equal(inQuery.status, 200);
});
