import { createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import t from 'tap';
import { unwrapDataKey } from '../../src/crypto/data-key.ts';
import { DecryptionError, decrypt, encrypt } from '../../src/crypto/envelope.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { someContext } from './arbitrary.ts';

const canary = Buffer.from('canary-canary-canary-canary-1234');
const shapes = ['utf8', 'hex', 'base64', 'base64url'] as const;
const canaryForms = [
  ...shapes.map((shape) => canary.toString(shape)),
  canary.toString('hex').replace(/..(?=.)/g, '$& '),
  JSON.stringify([...canary]).slice(1, -1),
];

t.test('a secret shows itself to reveal only', async (t) => {
  const secret = new Secret('canary');
  t.equal(secret.reveal(), 'canary');
  t.equal(String(secret), '[redacted]');
  t.equal(`${secret}`, '[redacted]');
  t.equal(inspect(secret), '[redacted]');
  t.equal(JSON.stringify({ secret }), '{"secret":"[redacted]"}');
});

t.test('a secret’s value is left behind by spreading, assigning, cloning and listing', async (t) => {
  const secret = new Secret('canary');
  t.same({ ...secret }, {});
  t.same(Object.assign({}, secret), {});
  t.same(structuredClone(secret), {});
  t.same(Reflect.ownKeys(secret), []);
});

t.test('nothing that holds a key shows it', async (t) => {
  const entry = { id: 'k1', secret: new Secret(canary) };
  const ring = createKeyRing([entry]);
  const wrapped = ring.encrypt(
    { table: 'installation', column: 'data_key', userId: 'u', row: 'u', generation: 0n },
    canary,
  );
  const dataKey = unwrapDataKey(ring, 'u', wrapped);
  const encryptionKey = { id: Buffer.alloc(4), key: createSecretKey(canary) };
  const holders = { text: new Secret(canary.toString()), entry, ring, dataKey, wrapped, encryptionKey };
  for (const [name, holder] of Object.entries(holders)) t.notOk(shows(holder), name);
  t.ok(shows(canary), 'the same search finds a key that is bare');
});

t.test('errors hold neither key nor plaintext', async (t) => {
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
    { name: 'SealError', code: 'not_authentic' },
    { name: 'SealError', code: 'unknown_key' },
    { name: 'SealError', code: 'malformed' },
  ]);
  t.ok(errors.slice(0, 3).every((error) => error instanceof DecryptionError));
  for (const error of errors) t.notOk(shows(error), String(error));
});

/** Whether any usual way of turning a value into text shows the canary. */
function shows(value: unknown): boolean {
  const everything = { showHidden: true, depth: Infinity, maxArrayLength: Infinity, getters: true };
  const texts = [String(value), inspect(value), inspect(value, everything), JSON.stringify(value) ?? ''];
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', inspect(value.cause));
  if (typeof value === 'object') texts.push(inspect({ ...value }, everything));
  return texts.some((text) => canaryForms.some((form) => text.includes(form)));
}

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
