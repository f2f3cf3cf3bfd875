import type { DataKey } from '../crypto/data-key.ts';
import type { ZoomUser } from '../zoom/users.ts';

/** A Zoom user who installed the app, decrypted. */
export interface Installation {
  userId: string;
  accountId: string;
  status: 'connected' | 'reconnect_required';
  scopes: string[];
  profile: Profile;
  /** Time of the latest authorization. */
  connectedAt: Date;
  dataKey: DataKey;
}

/** The user who owns encrypted rows, with the key that decrypts them. */
export type DataOwner = Pick<Installation, 'userId' | 'dataKey'>;

/** Profile of the Zoom user; encrypted in the database. */
export type Profile = Pick<ZoomUser, 'displayName' | 'email' | 'timezone' | 'planType'>;
