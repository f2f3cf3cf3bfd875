import fc from 'fast-check';
import t from 'tap';
import { readTokenResponse } from '../../src/zoom/token-response.ts';

t.test('a token response is parsed, and its tokens cannot be printed by accident', (t) => {
  const read = readTokenResponse({
    access_token: 'access-canary',
    token_type: 'bearer',
    refresh_token: 'refresh-canary',
    expires_in: 3599,
    scope: 'meeting:read user:read',
    api_url: 'https://elsewhere.example',
  });
  t.match(read, { expiresIn: 3599, scopes: ['meeting:read', 'user:read'] });
  t.equal(read?.accessToken.reveal(), 'access-canary');
  t.equal(read?.refreshToken?.reveal(), 'refresh-canary');
  t.notMatch(JSON.stringify(read), /canary|elsewhere/);
  t.end();
});

t.test('a response without an access token is invalid', (t) => {
  const bodies = [
    undefined,
    null,
    'token',
    [],
    {},
    { access_token: '' },
    { access_token: 7 },
    { access_token: ['x'] },
    { access_token: 'a b' },
    { access_token: 'a\r\nX-Header: y' },
    { access_token: 'ünicode' },
    { access_token: 'x'.repeat(8_193) },
  ];
  for (const body of bodies)
    t.equal(readTokenResponse(body), undefined, JSON.stringify(body)?.slice(0, 40) ?? '');
  t.end();
});

t.test('refresh token, scopes and lifetime may be missing or invalid', (t) => {
  t.match(readTokenResponse({ access_token: 'a' }), { refreshToken: null, scopes: null, expiresIn: 3600 });
  t.match(readTokenResponse({ access_token: 'a', refresh_token: '', scope: 7 }), {
    refreshToken: null,
    scopes: null,
  });
  t.strictSame(readTokenResponse({ access_token: 'a', scope: ' a  b,c ' })?.scopes, ['a', 'b', 'c']);
  t.strictSame(readTokenResponse({ access_token: 'a', scope: '' })?.scopes, []);
  t.end();
});

t.test('the lifetime is always a whole number of seconds between a minute and a day', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.double(), fc.maxSafeInteger().map(String)), (expires_in) => {
      const seconds = readTokenResponse({ access_token: 'a', expires_in })?.expiresIn;
      return seconds !== undefined && Number.isInteger(seconds) && seconds >= 60 && seconds <= 86_400;
    }),
    { numRuns: 2_000 },
  );
  t.end();
});
