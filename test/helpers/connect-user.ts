import { randomUUID } from 'node:crypto';
import { Secret } from '../../src/crypto/secret.ts';
import type { Installations } from '../../src/installations/installations.ts';

/** Stores an installation without an authorization in Zoom. Returns the user's ID. */
export async function connectUser(
  installations: Pick<Installations, 'connect'>,
  userId: string = randomUUID(),
): Promise<string> {
  const profile = { displayName: 'A', email: 'a@b.example', timezone: 'UTC', planType: 'licensed' } as const;
  const token = new Secret('token');
  const tokens = { accessToken: token, refreshToken: token, expiresIn: 3600, scopes: [] };
  await installations.connect({ userId, accountId: 'account', ...profile }, tokens);
  return userId;
}
