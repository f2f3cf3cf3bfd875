import type { DataKey } from '../crypto/data-key.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import type { ZoomUser } from '../zoom/users.ts';
import type { Profile } from './installation.ts';

export function encryptProfile(dataKey: DataKey, user: ZoomUser): Buffer<ArrayBuffer> {
  const { userId, displayName, email, timezone, planType } = user;
  const profile: Profile = { displayName, email, timezone, planType };
  return dataKey.encrypt(profileContext(userId), JSON.stringify(profile));
}

/** @throws DecryptionError if the blob is not this user's profile */
export function decryptProfile(dataKey: DataKey, userId: string, blob: Uint8Array): Profile {
  return JSON.parse(dataKey.decrypt(profileContext(userId), blob));
}

function profileContext(userId: string): EncryptionContext {
  return { table: 'installation', column: 'profile', userId, row: userId, generation: 0n };
}
