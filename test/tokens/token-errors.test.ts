import t from 'tap';
import { Secret } from '../../src/crypto/secret.ts';
import type { Http } from '../../src/zoom/http.ts';
import { createTokenEndpoint } from '../../src/zoom/oauth.ts';
import { readTokenError, type TokenError } from '../../src/zoom/token-errors.ts';
import { startApp } from '../helpers/app.ts';
import { addHosted, HOST } from '../helpers/zoom-host.ts';

/** Bodies of token endpoint errors and their meaning. */
const BODIES: [body: object, expected: TokenError | undefined][] = [
  [{ reason: 'Invalid Token!', error: 'invalid_grant' }, 'dead'],
  [{ reason: 'Invalid Token!', error: 'invalid_request' }, 'dead'],
  [{ reason: 'Invalid Token!' }, 'dead'],
  [{ error: 'invalid_grant' }, 'dead'],
  [{ status: false, errorCode: 4741, errorMessage: 'revoked' }, 'dead'],
  [{ status: false, errorCode: '4741', result: null }, 'dead'],
  [{ status: false, errorCode: 4735 }, 'dead'],
  [{ status: false, errorCode: 4711 }, 'dead'],
  [{ code: 4741, message: 'La autorización fue revocada.' }, 'dead'],
  [{ reason: 'Invalid client_id or client_secret' }, 'misconfigured'],
  [{ reason: 'Invalid client_id or client_secret', error: 'invalid_client' }, 'misconfigured'],
  [{ reason: 'Invalid client_id or client_secret', error: 'invalid_request' }, 'misconfigured'],
  [{ error: 'unauthorized_client' }, 'misconfigured'],
  [{ reason: 'The app has been disabled by the developer', error: 'invalid_request' }, 'misconfigured'],
  [{ status: false, errorCode: 4702 }, 'misconfigured'],
  [{ status: false, errorCode: 4717 }, 'misconfigured'],
  [{ reason: 'Invalid authorization code x', error: 'invalid_request' }, 'code_rejected'],
  [{ status: false, errorCode: 4734 }, 'code_rejected'],
  [{ reason: 'Bad Request', error: 'invalid_request' }, undefined],
  [{ reason: 'unsupported grant type', error: 'unsupported_grant_type' }, undefined],
  [{ status: false, errorCode: 4700 }, undefined],
  [{ status: false, errorCode: 4740 }, undefined],
  [{ reason: ['Invalid Token!'], error: 4741, errorCode: {} }, undefined],
  [{}, undefined],
];

t.test('the meaning of token endpoint errors', async (t) => {
  for (const [body, expected] of BODIES) t.equal(readTokenError(body), expected, JSON.stringify(body));
  for (const body of [null, 'Invalid Token!', [], 7]) t.equal(readTokenError(body), undefined);
});

const uplink = await startApp(t);
const { simulator } = uplink;
const { path } = addHosted(simulator);

async function refreshWith(status: number, body: object) {
  simulator.clearFaults();
  const host = await uplink.signIn(HOST);
  simulator.expireAccessTokens(HOST);
  simulator.addFault({ kind: 'answer', status, body, path: '/oauth/token', times: 2 });
  const response = await host.get(path, { 'cache-control': 'no-cache' });
  const { connection } = (await host.get('/api/me')).json;
  return { response, connection: connection.status };
}

for (const [body, expected] of BODIES) {
  const pattern = JSON.stringify(body);
  const [status, code, connection] =
    expected === 'dead'
      ? [403, 'reconnect_required', 'reconnect_required']
      : expected === 'misconfigured'
        ? [503, 'app_misconfigured', 'connected']
        : [502, 'zoom_unavailable', 'connected'];
  t.test(`a refresh that Zoom rejects with 400 ${pattern} is ${code}`, async (t) => {
    const found = await refreshWith(400, body);
    t.match(found, { response: { status, json: { code } }, connection });
  });
}

t.test('an error with HTTP status 200 is recognized too', async (t) => {
  t.match(await refreshWith(200, { status: false, errorCode: 4741 }), {
    response: { json: { code: 'reconnect_required' } },
  });
  t.match(await refreshWith(200, { reason: 'Invalid client_id or client_secret' }), {
    response: { json: { code: 'app_misconfigured' } },
    connection: 'connected',
  });
  t.match(await refreshWith(200, { code: 300, message: 'x' }), {
    response: { json: { code: 'zoom_unavailable' } },
    connection: 'connected',
  });
});

t.test('a dead grant inside a 403, 429, 3xx or 5xx does not end the connection', async (t) => {
  for (const status of [201, 302, 403, 404, 429, 500, 503]) {
    for (const body of [{ error: 'invalid_grant' }, { status: false, errorCode: 4741 }]) {
      const http: Http = {
        send: async () => ({ status, headers: {}, text: JSON.stringify(body) }),
        close: async () => {},
      };
      const endpoint = createTokenEndpoint({
        ...{ oauthUrl: 'https://zoom.example', clientId: 'id', clientSecret: new Secret('secret'), http },
      });
      t.match(await endpoint.refresh(new Secret('token')), { outcome: 'unchanged' }, `${status}`);
    }
  }
});
