import type { DataKey } from '../crypto/data-key.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import { Secret } from '../crypto/secret.ts';

type TokenColumn = 'access_token' | 'refresh_token';

/** A pair of tokens sealed for its row and generation: one put back from before, or moved, does not open. */
export function encryptTokens(
  dataKey: DataKey,
  userId: string,
  generation: bigint,
  accessToken: Secret,
  refreshToken: Secret,
): { accessToken: Buffer<ArrayBuffer>; refreshToken: Buffer<ArrayBuffer> } {
  return {
    accessToken: dataKey.encrypt(tokenContext(userId, 'access_token', generation), accessToken.reveal()),
    refreshToken: dataKey.encrypt(tokenContext(userId, 'refresh_token', generation), refreshToken.reveal()),
  };
}

/** @throws SealError when the blob is not the one that was sealed for this place */
export function decryptToken(
  dataKey: DataKey,
  userId: string,
  generation: bigint,
  column: TokenColumn,
  blob: Uint8Array,
): Secret {
  return new Secret(dataKey.decrypt(tokenContext(userId, column, generation), blob));
}

function tokenContext(userId: string, column: TokenColumn, generation: bigint): EncryptionContext {
  return { table: 'token', column, userId, row: userId, generation };
}
