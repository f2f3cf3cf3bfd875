import type { DataKey } from '../crypto/data-key.ts';
import type { Place } from '../crypto/sealed-box.ts';
import { Secret } from '../crypto/secret.ts';

type TokenColumn = 'access_token' | 'refresh_token';

/** A pair of tokens sealed for its row and generation: one put back from before, or moved, does not open. */
export function sealTokens(
  dataKey: DataKey,
  userId: string,
  generation: bigint,
  accessToken: Secret,
  refreshToken: Secret,
): { accessToken: Buffer<ArrayBuffer>; refreshToken: Buffer<ArrayBuffer> } {
  return {
    accessToken: dataKey.seal(tokenPlace(userId, 'access_token', generation), accessToken.reveal()),
    refreshToken: dataKey.seal(tokenPlace(userId, 'refresh_token', generation), refreshToken.reveal()),
  };
}

/** @throws SealError when the blob is not the one that was sealed for this place */
export function openToken(
  dataKey: DataKey,
  userId: string,
  generation: bigint,
  column: TokenColumn,
  blob: Uint8Array,
): Secret {
  return new Secret(dataKey.open(tokenPlace(userId, column, generation), blob));
}

function tokenPlace(userId: string, column: TokenColumn, generation: bigint): Place {
  return { table: 'token', column, userId, row: userId, generation };
}
