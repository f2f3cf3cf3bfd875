import { createHash, randomBytes } from 'node:crypto';
import { freePort } from '../../test/helpers/free-port.ts';
import { createPerson } from '../../tools/zoom-simulator/person.ts';
import type { Bench } from './bench.ts';
import { startServer } from './server-process.ts';
import { marketplace } from './uplink.ts';

/** Starts the simulated Zoom in its own process; returns its origin. */
export async function startZoom(bench: Bench, redirectUri: string): Promise<string> {
  const { clientId, clientSecret } = marketplace;
  const port = await freePort();
  const server = await startServer(bench, {
    script: 'tools/zoom-simulator/main.ts',
    nodeArgs: ['--import', 'tsx'],
    args: ['--client-id', clientId, '--client-secret', clientSecret, '--redirect-uri', redirectUri],
    env: { SIMULATOR_PORT: String(port) },
    port,
    readyPath: '/control/settings',
  });
  return server.url;
}

/**
 * Authorizes Uplink as this simulated user, over HTTP. Returns the session cookie.
 * @param instance URL of Uplink, or chooses one for each request
 */
export async function signIn(instance: string | (() => Promise<string>), userId: string): Promise<string> {
  const choose = typeof instance === 'string' ? async () => instance : instance;
  const install = await fetch(`${await choose()}/install`, { redirect: 'manual' });
  const authorizationUrl = install.headers.get('location');
  if (authorizationUrl === null)
    throw new Error(`Signing in failed with ${install.status}: ${await install.text()}`);
  const { pathname, search } = new URL(await personAt(authorizationUrl).authorize(authorizationUrl, userId));
  const response = await fetch(`${await choose()}${pathname}${search}`, {
    headers: { cookie: cookiesOf(install) },
    redirect: 'manual',
  });
  const cookie = cookiesOf(response);
  if (response.status !== 303)
    throw new Error(`Signing in failed with ${response.status}: ${await response.text()}`);
  return cookie;
}

export interface Tokens {
  accessToken: string;
  refreshToken: string;
}

/** Gets tokens directly, without Uplink. This revokes the user's previous grant. */
export async function tokensOf(zoomUrl: string, redirectUri: string, userId: string): Promise<Tokens> {
  const codeVerifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: marketplace.clientId,
    redirect_uri: redirectUri,
    state: 'bench',
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const callback = await personAt(zoomUrl).authorize(`${zoomUrl}/oauth/authorize?${query}`, userId);
  const basic = Buffer.from(`${marketplace.clientId}:${marketplace.clientSecret}`).toString('base64');
  const response = await fetch(`${zoomUrl}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URL(callback).searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    }),
  });
  const { access_token: accessToken, refresh_token: refreshToken } =
    (await response.json()) as TokenResponseBody;
  if (accessToken === undefined || refreshToken === undefined)
    throw new Error(`The token endpoint returned ${response.status}.`);
  return { accessToken, refreshToken };
}

interface TokenResponseBody {
  access_token?: string;
  refresh_token?: string;
}

/** Only the access token of {@link tokensOf}. */
export async function accessTokenOf(zoomUrl: string, redirectUri: string, userId: string): Promise<string> {
  return (await tokensOf(zoomUrl, redirectUri, userId)).accessToken;
}

function personAt(url: string) {
  return createPerson(() => new URL(url).origin);
}

/** The cookies that the response sets, as a Cookie header. */
function cookiesOf(response: Response): string {
  const pairs = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ');
}
