import oauth2 from '@fastify/oauth2';
import fp from 'fastify-plugin';
import type { Secret } from '../crypto/secret.ts';
import { isRecord } from '../zoom/lenient-schema.ts';
import { readTokenError } from '../zoom/token-errors.ts';
import { readTokenResponse, type TokenResponse } from '../zoom/token-response.ts';

/** What became of an authorization code that was redeemed. */
export type ExchangeOutcome =
  | { outcome: 'tokens'; tokens: TokenResponse }
  /** Zoom does not take the code: expired, used, or not for this redirect URI. */
  | { outcome: 'refused' }
  /** Zoom does not take our client credentials. */
  | { outcome: 'misconfigured' }
  /** No usable answer. */
  | { outcome: 'unavailable' };

export interface ZoomOAuth {
  /** Where to send the browser (RFC 6749 §4.1.1, RFC 7636 §4.3). No `scope`: Zoom's scopes are the app's configuration. */
  authorizationUrl(request: { state: string; codeChallenge: string }): string;
  /** Redeems a code (RFC 6749 §4.1.3). Never throws, so that no error with our credentials in it gets anywhere. */
  exchange(code: string, codeVerifier: Secret): Promise<ExchangeOutcome>;
}

export interface ZoomOAuthOptions {
  clientId: string;
  clientSecret: Secret;
  /** Authorization server's origin. */
  oauthUrl: string;
  redirectUri: string;
}

declare module 'fastify' {
  interface FastifyInstance {
    zoomOAuth: ZoomOAuth;
  }
}

const TIMEOUT_MS = 10_000;
const MAX_RESPONSE_BYTES = 64 * 1024;

/**
 * The authorization redirect and the code exchange, by @fastify/oauth2. Its own state and verifier cookies are not used:
 * there is one of each for all tabs, and replaying them is not noticed (see `installations/authorization-requests.ts`).
 * Nor is its refresh: see `zoom/oauth.ts`.
 */
export const zoomOAuthPlugin = fp<ZoomOAuthOptions>(
  async (app, { clientId, clientSecret, oauthUrl, redirectUri }) => {
    await app.register(oauth2, {
      name: 'zoomAuthorizationCode',
      credentials: credentials({ clientId, clientSecret, oauthUrl }),
      callbackUri: redirectUri,
    });
    const { oauth2: client } = app.zoomAuthorizationCode;

    app.decorate('zoomOAuth', {
      authorizationUrl: ({ state, codeChallenge }) =>
        client.authorizeURL({
          redirect_uri: redirectUri,
          state,
          code_challenge: codeChallenge,
          code_challenge_method: 'S256',
        }),
      async exchange(code, codeVerifier) {
        try {
          const parameters = { code, redirect_uri: redirectUri, code_verifier: codeVerifier.reveal() };
          const { token } = await client.getToken(parameters);
          const tokens = readTokenResponse(token);
          return tokens === undefined ? rejectedOr('unavailable', token) : { outcome: 'tokens', tokens };
        } catch (error) {
          return outcomeOf(error);
        }
      },
    });
  },
  { name: 'zoom-oauth' },
);

/** What of simple-oauth2's client is used; @fastify/oauth2 hands it out without describing it. */
interface AuthorizationCodeClient {
  authorizeURL(parameters: Record<string, string>): string;
  getToken(parameters: Record<string, string>): Promise<{ token: unknown }>;
}

declare module 'fastify' {
  interface FastifyInstance {
    zoomAuthorizationCode: { oauth2: AuthorizationCodeClient };
  }
}

function credentials({ clientId, clientSecret, oauthUrl }: Omit<ZoomOAuthOptions, 'redirectUri'>) {
  return {
    client: { id: clientId, secret: clientSecret.reveal() },
    auth: {
      authorizeHost: oauthUrl,
      authorizePath: '/oauth/authorize',
      tokenHost: oauthUrl,
      tokenPath: '/oauth/token',
    },
    // Zoom wants base64(id:secret) as it is; RFC 6749's form-encoding first would change ids with "!" in them.
    options: { authorizationMethod: 'header' as const, credentialsEncodingMode: 'loose' },
    http: { timeout: TIMEOUT_MS, maxBytes: MAX_RESPONSE_BYTES },
  };
}

/** simple-oauth2 rejects with an error that holds the whole request, credentials included: only the answer is read from it. */
function outcomeOf(error: unknown): ExchangeOutcome {
  const { output, data } = isRecord(error) ? error : {};
  const status = isRecord(output) ? output.statusCode : undefined;
  const payload = isRecord(data) && isRecord(data.payload) ? data.payload : undefined;
  if (payload === undefined || (status !== 400 && status !== 401)) return { outcome: 'unavailable' };
  return rejectedOr('refused', payload);
}

function rejectedOr(otherwise: 'refused' | 'unavailable', body: unknown): ExchangeOutcome {
  const error = readTokenError(body);
  if (error === undefined) return { outcome: otherwise };
  return { outcome: error === 'misconfigured' ? 'misconfigured' : 'refused' };
}
