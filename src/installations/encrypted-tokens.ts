import type { DataKey } from '../crypto/data-key.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import { Secret } from '../crypto/secret.ts';
import type { TokenVersion } from './token-store.ts';

type TokenColumn = 'access_token' | 'refresh_token';

/**
 * Encrypts a pair of tokens for its row and generation. After a rollback, or in another row, it
 * does not decrypt.
 */
export function encryptTokens(
  dataKey: DataKey,
  version: TokenVersion,
  { accessToken, refreshToken }: { accessToken: Secret; refreshToken: Secret },
): { accessToken: Buffer<ArrayBuffer>; refreshToken: Buffer<ArrayBuffer> } {
  return {
    accessToken: dataKey.encrypt(tokenContext(version, 'access_token'), accessToken.reveal()),
    refreshToken: dataKey.encrypt(tokenContext(version, 'refresh_token'), refreshToken.reveal()),
  };
}

/** @throws DecryptionError if the blob was not encrypted for this version and column */
export function decryptToken(
  dataKey: DataKey,
  version: TokenVersion,
  column: TokenColumn,
  blob: Uint8Array,
): Secret {
  return new Secret(dataKey.decrypt(tokenContext(version, column), blob));
}

function tokenContext({ userId, generation }: TokenVersion, column: TokenColumn): EncryptionContext {
  return { table: 'token', column, userId, row: userId, generation };
}
