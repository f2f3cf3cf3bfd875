import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t, { test } from 'tap';
import { Secret } from '../../src/crypto/secret.ts';
import { urlValidationResponse, verifySignature } from '../../src/zoom/webhook-signature.ts';
import { signatureOf } from '../helpers/webhooks.ts';

const token = 'a-secret-token';
const secretToken = new Secret(token);
const timestamp = '1739923528';

function outcome(body: string | Buffer, given: { timestamp?: unknown; signature?: unknown } = {}) {
  const bytes = Buffer.from(body);
  const signed = { timestamp, signature: signatureOf(bytes, timestamp, token), body: bytes, ...given };
  return verifySignature(signed, secretToken);
}

test('the example in Zoom’s documentation is genuine, with the time it was sent', async (t) => {
  const body = '{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680}';
  t.same(outcome(body), { outcome: 'genuine', sentAt: 1_739_923_528_000 });
});

test('the signature covers the raw bytes: Unicode, white space, key order and bytes that are not text', async (t) => {
  const bodies = [
    '{"topic":"Übertragung 🎥","event":"x"}',
    '{ "event" : "x",\n\t"topic":"a" }\r\n',
    '{"b":1,"a":2}',
    '{"a":"\\u00fc"}',
    '\uFEFF{"event":"x"}',
    '',
  ];
  for (const body of bodies) t.match(outcome(body), { outcome: 'genuine' }, JSON.stringify(body));
  const noText = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]);
  t.match(outcome(noText), { outcome: 'genuine' });
  const replaced = { signature: signatureOf(noText.toString('utf8'), timestamp, token) };
  t.match(
    outcome(noText, replaced),
    { outcome: 'forged' },
    'decoding the bytes as UTF-8 would change the body',
  );
  const reserialised = { signature: signatureOf('{"a":2,"b":1}', timestamp, token) };
  t.match(outcome('{"b":1,"a":2}', reserialised), { outcome: 'forged' });
});

test('for any body and timestamp, changing a byte makes the signature forged', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), fc.nat(255), (bytes, at, flip) => {
      const body = Buffer.from(bytes);
      const good = outcome(body);
      const other = Buffer.from(body);
      const index = at % other.length;
      other[index] = (other[index] ?? 0) ^ (flip || 1);
      const bad = outcome(other, { signature: signatureOf(body, timestamp, token) });
      const later = outcome(body, { timestamp: String(Number(timestamp) + 1) });
      return good.outcome === 'genuine' && bad.outcome === 'forged' && later.outcome === 'forged';
    }),
    { numRuns: 300 },
  );
  t.pass('300 bodies');
});

test('a signature with another token is forged, however similar the token', async (t) => {
  for (const other of ['', 'a-secret-toke', 'a-secret-token ', 'A-secret-token', token.repeat(2)])
    t.match(outcome('{}', { signature: signatureOf('{}', timestamp, other) }), { outcome: 'forged' }, other);
});

test('headers without Zoom’s format are malformed', async (t) => {
  const good = signatureOf('{}', timestamp, token);
  const signatures: unknown[] = [
    undefined,
    '',
    'v0=',
    good.slice(3),
    good.slice(0, -1),
    `${good}0`,
    `${good} `,
    ` ${good}`,
    `${good}\n`,
    good.toUpperCase(),
    good.replace('v0=', 'v1='),
    `v0=${'g'.repeat(64)}`,
    `v0=${'é'.repeat(64)}`,
    `v0=${'٠'.repeat(64)}`,
    [good],
    [good, good],
    `${good}, ${good}`,
    { length: 67 },
    0,
    null,
  ];
  for (const signature of signatures)
    t.same(outcome('{}', { signature }), { outcome: 'malformed' }, JSON.stringify(signature));
  const timestamps: unknown[] = [
    undefined,
    '',
    '-1',
    '+1739923528',
    '1739923528.0',
    '1e9',
    '0x67b5',
    ' 1739923528',
    '1739923528\n',
    '١٧٣٩٩٢٣٥٢٨',
    '1'.repeat(13),
    'NaN',
    1_739_923_528,
    ['1739923528'],
    null,
  ];
  for (const given of timestamps)
    t.same(outcome('{}', { timestamp: given }), { outcome: 'malformed' }, JSON.stringify(given));
});

test('the response to a URL validation is the HMAC of its token, if the token has Zoom’s format', async (t) => {
  const plainToken = 'qgg8vlvZRS6UYooatFL8Aw';
  const encryptedToken = createHmac('sha256', token).update(plainToken).digest('hex');
  t.same(urlValidationResponse(plainToken, secretToken), { plainToken, encryptedToken });
  for (const good of ['a', '_-', 'x'.repeat(128), randomBytes(16).toString('base64url')])
    t.match(urlValidationResponse(good, secretToken), { plainToken: good });
});

test('the message of a signature is not accepted as a validation token', async (t) => {
  const event = `v0:${timestamp}:{"event":"app_deauthorized"}`;
  const rejected: unknown[] = [
    event,
    'v0:1:',
    'a b',
    'a:b',
    '{}',
    '',
    'x'.repeat(129),
    'é',
    'a\n',
    'a=',
    'a+/',
  ];
  for (const plainToken of [...rejected, undefined, null, 1, ['a'], { a: 1 }])
    t.equal(urlValidationResponse(plainToken, secretToken), undefined, JSON.stringify(plainToken));
});

t.test('no valid token equals the message of a signature', async (t) => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/), (plainToken) => {
      const response = urlValidationResponse(plainToken, secretToken);
      if (response === undefined) return false;
      const forged = { signature: `v0=${response.encryptedToken}`, timestamp: plainToken.slice(0, 12) };
      return outcome('', forged).outcome !== 'genuine';
    }),
    { numRuns: 300 },
  );
  t.pass('300 tokens');
});
