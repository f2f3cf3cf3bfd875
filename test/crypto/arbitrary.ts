import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { EncryptionContext, EncryptionKey } from '../../src/crypto/envelope.ts';

/**
 * Options of every property test. If one fails, fast-check prints the seed and the counterexample.
 */
export const RUNS = { numRuns: 1000 };

/** Text with all kinds of characters, often short enough to collide. */
export const anyText = fc.string({ unit: 'binary', maxLength: 12 });

export const anyContext: fc.Arbitrary<EncryptionContext> = fc.record({
  table: anyText,
  column: anyText,
  userId: anyText,
  row: anyText,
  generation: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
});

export const anyPlaintext = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

export const someContext: EncryptionContext = {
  table: 'token',
  column: 'refresh_token',
  userId: 'a-user',
  row: 'a-row',
  generation: 7n,
};

export function sameContext(a: EncryptionContext, b: EncryptionContext): boolean {
  return (Object.keys(a) as (keyof EncryptionContext)[]).every((part) => a[part] === b[part]);
}

/**
 * Contexts that differ from each other in one to five parts: all combinations of two values per
 * part.
 */
export function neighbouringContexts(): EncryptionContext[] {
  const both = (value: string) => [value, `${value}2`];
  return both('table').flatMap((table) =>
    both('column').flatMap((column) =>
      both('user').flatMap((userId) =>
        both('row').flatMap((row) =>
          [1n, 2n].map((generation) => ({ table, column, userId, row, generation })),
        ),
      ),
    ),
  );
}

export function anEncryptionKey(id: Buffer = randomBytes(4)): EncryptionKey {
  return { id, key: createSecretKey(randomBytes(32)) };
}
