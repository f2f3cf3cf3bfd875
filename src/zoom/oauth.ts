import type { Secret } from '../crypto/secret.ts';
import { isProblem, type Problem } from '../problem.ts';
import { createCircuit } from './circuit.ts';
import { type Http, type HttpResponse, TransportError } from './http.ts';
import { isRecord } from './lenient-schema.ts';
import { outcomeOfStatus, UNOBSERVED, type ZoomObserver, type ZoomOperation } from './observer.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { readTokenError } from './token-errors.ts';
import { readTokenResponse, type TokenResponse } from './token-response.ts';

/**
 * The outcome of a refresh request:
 *
 * | outcome       | response                                              | the refresh token                         |
 * |---------------|-------------------------------------------------------|-------------------------------------------|
 * | refreshed     | 200 with an access token                              | was rotated: only the new one is valid    |
 * | dead          | `invalid_grant` or similar (`token-errors.ts`)        | is invalid, or another process rotated it |
 * | misconfigured | `invalid_client` or similar                           | was not checked; our credentials are wrong |
 * | unchanged     | not sent · 429 · 5xx · another 4xx                    | is still valid                            |
 * | unknown       | sent without usable response: timeout, reset, invalid 200 | may have been rotated                 |
 */
export type RefreshOutcome =
  | { outcome: 'refreshed'; tokens: TokenResponse }
  | { outcome: 'dead' }
  | { outcome: 'misconfigured' }
  | { outcome: 'unchanged'; retryAfter: number | undefined; open: Problem | undefined }
  | { outcome: 'unknown'; timedOut: boolean };

export interface TokenEndpoint {
  /** Sends a refresh token once; no lower layer retries. Never throws. */
  refresh(refreshToken: Secret): Promise<RefreshOutcome>;
  /** Revokes a grant by its access token (RFC 7009). @returns whether Zoom confirmed it */
  revoke(accessToken: Secret): Promise<boolean>;
}

export interface TokenEndpointOptions {
  /** Origin of the authorization server. */
  oauthUrl: string;
  clientId: string;
  clientSecret: Secret;
  http: Http;
  /** @default none */
  observer?: ZoomObserver;
}

const TIMEOUT_MS = 10_000;
const OPERATIONS = {
  '/oauth/token': 'refresh_token',
  '/oauth/revoke': 'revoke_token',
} as const satisfies Record<string, ZoomOperation>;

/**
 * Zoom's token endpoint for refresh and revocation, with client authentication by HTTP Basic (RFC
 * 6749 §2.3.1).
 */
export function createTokenEndpoint({
  oauthUrl,
  clientId,
  clientSecret,
  http,
  observer = UNOBSERVED,
}: TokenEndpointOptions): TokenEndpoint {
  const circuit = createCircuit<HttpResponse>(
    (response) => response.status < 500,
    (state) => observer.circuitChanged('token_endpoint', state),
  );

  function post(path: '/oauth/token' | '/oauth/revoke', form: Record<string, string>): Promise<HttpResponse> {
    const credentials = Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64');
    const send = () =>
      http.send({
        method: 'POST',
        url: `${oauthUrl}${path}`,
        headers: {
          authorization: `Basic ${credentials}`,
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams(form).toString(),
        timeoutMs: TIMEOUT_MS,
      });
    return observer.attempt({
      operation: OPERATIONS[path],
      send: () => circuit(send),
      outcomeOf: ({ status }) => outcomeOfStatus(status),
    });
  }

  return {
    async refresh(refreshToken) {
      try {
        const form = { grant_type: 'refresh_token', refresh_token: refreshToken.reveal() };
        return outcomeOf(await post('/oauth/token', form));
      } catch (error) {
        if (error instanceof TransportError && error.sent)
          return { outcome: 'unknown', timedOut: error.reason === 'timeout' };
        const open = isProblem(error) ? error : undefined;
        return { outcome: 'unchanged', retryAfter: open?.members.retryAfter, open };
      }
    },
    async revoke(accessToken) {
      try {
        const response = await post('/oauth/revoke', { token: accessToken.reveal() });
        return response.status === 200;
      } catch {
        return false;
      }
    },
  };
}

function outcomeOf(response: HttpResponse): RefreshOutcome {
  const body = parse(response.text);
  const tokens = response.status === 200 ? readTokenResponse(body) : undefined;
  if (tokens !== undefined) return { outcome: 'refreshed', tokens };
  const error = [200, 400, 401].includes(response.status) ? readTokenError(body) : undefined;
  if (error === 'dead' || error === 'misconfigured') return { outcome: error };
  if (response.status === 200) return { outcome: 'unknown', timedOut: false };
  const retryAfter = retryAfterSeconds(response.headers['retry-after'], Date.now());
  return { outcome: 'unchanged', retryAfter, open: undefined };
}

function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? body : {};
  } catch {
    return {};
  }
}
