import { createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import t from 'tap';
import { unwrapDataKey } from '../../src/crypto/data-key.ts';
import { DecryptionError, decrypt, encrypt } from '../../src/crypto/envelope.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { someContext } from './arbitrary.ts';

const canary = Buffer.from('canary-canary-canary-canary-1234');
const encodings = ['utf8', 'hex', 'base64', 'base64url'] as const;
const canaryForms = [
  ...encodings.map((encoding) => canary.toString(encoding)),
  canary.toString('hex').replace(/..(?=.)/g, '$& '),
  JSON.stringify([...canary]).slice(1, -1),
];

t.test('only reveal returns the value of a secret', async (t) => {
  const secret = new Secret('canary');
  t.equal(secret.reveal(), 'canary');
  t.equal(String(secret), '[redacted]');
  t.equal(`${secret}`, '[redacted]');
  t.equal(inspect(secret), '[redacted]');
  t.equal(JSON.stringify({ secret }), '{"secret":"[redacted]"}');
});

t.test('spreading, assigning, cloning and listing do not expose the value of a secret', async (t) => {
  const secret = new Secret('canary');
  t.same({ ...secret }, {});
  t.same(Object.assign({}, secret), {});
  t.same(structuredClone(secret), {});
  t.same(Reflect.ownKeys(secret), []);
});

t.test('objects that hold a key do not expose it', async (t) => {
  const entry = { id: 'k1', secret: new Secret(canary) };
  const ring = createKeyRing([entry]);
  const wrapped = ring.encrypt(
    { table: 'installation', column: 'data_key', userId: 'u', row: 'u', generation: 0n },
    canary,
  );
  const dataKey = unwrapDataKey(ring, 'u', wrapped);
  const encryptionKey = { id: Buffer.alloc(4), key: createSecretKey(canary) };
  const holders = { text: new Secret(canary.toString()), entry, ring, dataKey, wrapped, encryptionKey };
  for (const [name, holder] of Object.entries(holders)) t.notOk(exposesCanary(holder), name);
  t.ok(exposesCanary(canary), 'the same search finds a key that is not protected');
});

t.test('errors name the cause, and contain neither key nor plaintext', async (t) => {
  const key = { id: Buffer.alloc(4), key: createSecretKey(canary) };
  const blob = encrypt(key, someContext, canary);
  blob.writeUInt8(blob.readUInt8(20) ^ 1, 20);
  const errors = [
    thrownBy(() => decrypt(key, someContext, blob)),
    thrownBy(() => decrypt({ ...key, id: Buffer.alloc(4, 1) }, someContext, blob)),
    thrownBy(() => decrypt(key, someContext, canary)),
    thrownBy(() => createKeyRing([{ id: 'k', secret: Buffer.concat([canary, canary]) }])),
    thrownBy(() => createKeyRing(Array.from({ length: 2 }, () => ({ id: 'k', secret: canary })))),
  ];
  t.match(errors.slice(0, 3), [
    { name: 'DecryptionError', code: 'not_authentic', message: /was altered, or belongs to another row/ },
    { name: 'DecryptionError', code: 'unknown_key', message: /key .* is not in the key ring/ },
    { name: 'DecryptionError', code: 'malformed', message: /not an encrypted blob/ },
  ]);
  t.ok(errors.slice(0, 3).every((error) => error instanceof DecryptionError));
  for (const error of errors) t.notOk(exposesCanary(error), String(error));
});

/** Whether any usual conversion of the value to text contains the canary. */
function exposesCanary(value: unknown): boolean {
  const everything = { showHidden: true, depth: Infinity, maxArrayLength: Infinity, getters: true };
  const texts = [String(value), inspect(value), inspect(value, everything), JSON.stringify(value) ?? ''];
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', inspect(value.cause));
  if (typeof value === 'object') texts.push(inspect({ ...value }, everything));
  return texts.some((text) => canaryForms.some((form) => text.includes(form)));
}

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
