import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../src/crypto/secret.ts';
import { readAppContext } from '../../src/zoom/app-context.ts';
import { encryptedContext } from '../helpers/app-context.ts';

const clientId = 'app-client-id';
const clientSecret = 'app-client-secret';
const now = Date.parse('2026-01-05T10:00:00Z');
const claims = {
  typ: 'meeting',
  uid: 'SimEventsTeam_00000001',
  mid: 'bm90LWEtdXVpZA==',
  iss: 'marketplace.zoom.us',
  aud: clientId,
  ts: now - 1_000,
  exp: now + 60_000,
};
const read = (header: string) =>
  readAppContext(header, { clientId, clientSecret: new Secret(clientSecret), now });
const encrypted = (changed: object = {}, secret = clientSecret) =>
  encryptedContext({ ...claims, ...changed }, secret);

t.test('a header that Zoom encrypted contains where the app was opened, and by which user', async (t) => {
  t.strictSame(read(encrypted()), { type: 'meeting', userId: 'SimEventsTeam_00000001' });
  t.strictSame(read(encrypted({ typ: 'panel', uid: undefined })), { type: 'panel', userId: null });
});

t.test('both base64 alphabets and times in seconds are accepted', async (t) => {
  for (let round = 0; round < 20; round += 1) {
    const header = encrypted();
    t.ok(read(header));
    t.ok(read(Buffer.from(header, 'base64').toString('base64url')));
  }
  t.ok(read(encrypted({ exp: Math.floor(now / 1000) + 60 })));
  t.notOk(read(encrypted({ exp: Math.floor(now / 1000) - 60 })));
});

t.test('a changed byte makes the header invalid', async (t) => {
  const bytes = Buffer.from(encrypted(), 'base64');
  for (let at = 0; at < bytes.length; at += 1) {
    const tampered = Buffer.from(bytes);
    tampered[at] = (tampered[at] ?? 0) ^ 1;
    t.equal(read(tampered.toString('base64')), undefined, `byte ${at}`);
  }
});

t.test('a truncated or extended header is invalid', async (t) => {
  const bytes = Buffer.from(encrypted(), 'base64');
  for (let length = 0; length < bytes.length; length += 1)
    t.equal(read(bytes.subarray(0, length).toString('base64')), undefined);
  t.equal(read(Buffer.concat([bytes, Buffer.of(0)]).toString('base64')), undefined);
});

t.test('a tag shorter than 16 bytes is rejected, although the cipher would accept it', async (t) => {
  const key = createHash('sha256').update(clientSecret).digest();
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 4 });
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(claims)), cipher.final()]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(ciphertext.length);
  const parts = [Buffer.of(12), iv, Buffer.of(0, 0), length, ciphertext, cipher.getAuthTag()];
  t.equal(read(Buffer.concat(parts).toString('base64')), undefined);
});

t.test('a header that has expired, or is from another app, issuer or secret, is rejected', async (t) => {
  for (const changed of [
    { exp: now - 60_000 },
    { exp: undefined },
    { exp: 'tomorrow' },
    { aud: 'another-app' },
    { aud: undefined },
    { iss: 'https://attacker.example' },
    { typ: undefined },
    { typ: '"><script>' },
  ])
    t.equal(read(encrypted(changed)), undefined, JSON.stringify(changed));
  t.equal(read(encrypted({}, 'another-secret')), undefined);
  for (const header of ['', 'not base64!', 'AAAA', 'x'.repeat(9_000)]) t.equal(read(header), undefined);
});
