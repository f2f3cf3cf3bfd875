import type { DataKey } from '../crypto/data-key.ts';
import type { ZoomUser } from '../zoom/users.ts';

/** A Zoom user who added the app, opened for use. */
export interface Installation {
  userId: string;
  accountId: string;
  status: 'connected' | 'reconnect_required';
  scopes: string[];
  profile: Profile;
  /** The latest authorization. */
  connectedAt: Date;
  dataKey: DataKey;
}

/** What is known of the person; sealed in the database. */
export type Profile = Pick<ZoomUser, 'displayName' | 'email' | 'timezone' | 'planType'>;
