import oauth2 from '@fastify/oauth2';
import fp from 'fastify-plugin';
import type { Secret } from '../crypto/secret.ts';
import { isRecord } from '../zoom/lenient-schema.ts';
import type { ZoomObserver, ZoomOutcome } from '../zoom/observer.ts';
import { readTokenError } from '../zoom/token-errors.ts';
import { readTokenResponse, type TokenResponse } from '../zoom/token-response.ts';

/** Outcome of exchanging an authorization code. */
export type ExchangeOutcome =
  | { outcome: 'tokens'; tokens: TokenResponse }
  /** Zoom rejects the code: it is expired, was used, or belongs to another redirect URI. */
  | { outcome: 'refused' }
  /** Zoom rejects our client credentials. */
  | { outcome: 'misconfigured' }
  /** Zoom returned no usable response. */
  | { outcome: 'unavailable' };

export interface ZoomOAuth {
  /**
   * URL to redirect the browser to (RFC 6749 §4.1.1, RFC 7636 §4.3). No `scope`: Zoom uses those of
   * the app's configuration.
   */
  authorizationUrl(request: { state: string; codeChallenge: string }): string;
  /**
   * Exchanges a code (RFC 6749 §4.1.3). Never throws, because errors would contain our credentials.
   */
  exchange(code: string, codeVerifier: Secret): Promise<ExchangeOutcome>;
}

export interface ZoomOAuthOptions {
  clientId: string;
  clientSecret: Secret;
  /** Origin of the authorization server. */
  oauthUrl: string;
  redirectUri: string;
  observer: Pick<ZoomObserver, 'attempt'>;
}

declare module 'fastify' {
  interface FastifyInstance {
    zoomOAuth: ZoomOAuth;
  }
}

const TIMEOUT_MS = 10_000;
const MAX_RESPONSE_BYTES = 64 * 1024;

/**
 * The authorization redirect and the code exchange, by @fastify/oauth2. Its own state and verifier
 * cookies are not used, because all tabs would share them and a replay would not be detected (see
 * `installations/authorization-requests.ts`). Its refresh is not used either (see `zoom/oauth.ts`).
 */
export const zoomOAuthPlugin = fp<ZoomOAuthOptions>(
  async (app, { clientId, clientSecret, oauthUrl, redirectUri, observer }) => {
    await app.register(oauth2, {
      name: 'zoomAuthorizationCode',
      credentials: credentials({ clientId, clientSecret, oauthUrl }),
      callbackUri: redirectUri,
    });
    const { oauth2: client } = app.zoomAuthorizationCode;

    async function exchange(code: string, codeVerifier: Secret): Promise<ExchangeOutcome> {
      try {
        const parameters = { code, redirect_uri: redirectUri, code_verifier: codeVerifier.reveal() };
        const { token } = await client.getToken(parameters);
        const tokens = readTokenResponse(token);
        return tokens === undefined ? rejectedOr('unavailable', token) : { outcome: 'tokens', tokens };
      } catch (error) {
        return outcomeOf(error);
      }
    }

    app.decorate('zoomOAuth', {
      authorizationUrl: ({ state, codeChallenge }) =>
        client.authorizeURL({
          redirect_uri: redirectUri,
          state,
          code_challenge: codeChallenge,
          code_challenge_method: 'S256',
        }),
      exchange: (code, codeVerifier) =>
        observer.attempt({
          operation: 'exchange_code',
          send: () => exchange(code, codeVerifier),
          outcomeOf: ({ outcome }) => OBSERVED[outcome],
        }),
    });
  },
  { name: 'zoom-oauth' },
);

const OBSERVED: Record<ExchangeOutcome['outcome'], ZoomOutcome> = {
  tokens: 'success',
  refused: 'rejected',
  misconfigured: 'rejected',
  unavailable: 'server_error',
};

/**
 * The methods of simple-oauth2's client that are used. @fastify/oauth2 exposes it without types.
 */
interface AuthorizationCodeClient {
  authorizeURL(parameters: Record<string, string>): string;
  getToken(parameters: Record<string, string>): Promise<{ token: unknown }>;
}

declare module 'fastify' {
  interface FastifyInstance {
    zoomAuthorizationCode: { oauth2: AuthorizationCodeClient };
  }
}

function credentials({
  clientId,
  clientSecret,
  oauthUrl,
}: Pick<ZoomOAuthOptions, 'clientId' | 'clientSecret' | 'oauthUrl'>) {
  return {
    client: { id: clientId, secret: clientSecret.reveal() },
    auth: {
      authorizeHost: oauthUrl,
      authorizePath: '/oauth/authorize',
      tokenHost: oauthUrl,
      tokenPath: '/oauth/token',
    },
    // Zoom expects base64(id:secret) without the form encoding of RFC 6749, which would change IDs
    // that contain "!".
    options: { authorizationMethod: 'header' as const, credentialsEncodingMode: 'loose' },
    http: { timeout: TIMEOUT_MS, maxBytes: MAX_RESPONSE_BYTES },
  };
}

/**
 * simple-oauth2 rejects with an error that contains the whole request with credentials. Only the
 * response is read from it.
 */
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
