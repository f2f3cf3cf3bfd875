import { deriveKey } from '../crypto/derived-key.ts';
import { hmac } from '../crypto/hash.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import type { Place } from '../crypto/sealed-box.ts';
import type { Database } from '../database/client.ts';
import type { EventNotification } from '../zoom/event-notification.ts';

export interface Inbox {
  /** Whether this very body has been taken before. */
  hasSeen(body: Buffer): Promise<boolean>;
  /** Stores a notification and the job that works on it, in one statement; a body that is there already is left as it is. */
  take(body: Buffer, event: EventNotification): Promise<void>;
  /** A stored notification that is not done, by the key of its job. */
  open(key: string): Promise<TakenNotification | undefined>;
  /** Marks it done and forgets what was in it. */
  finish(key: string): Promise<void>;
}

export interface TakenNotification {
  body: Buffer;
  /** When it was taken, epoch milliseconds on the database's clock. */
  takenAt: number;
}

export interface InboxOptions {
  database: Database;
  keyRing: KeyRing;
  hashes: Hashes;
}

/** The job that works on a notification; its payload is the key of the notification, which tells nothing. */
export const EVENT_JOB = 'event';

export type Hashes = ReturnType<typeof createHashes>;

/** Keyed hashes, so that neither a body nor a user id can be found by trying. */
export function createHashes(sessionSecret: Buffer) {
  const bodyKey = deriveKey(sessionSecret, 'event-body');
  const userKey = deriveKey(sessionSecret, 'user-id');
  return {
    body: (body: Buffer) => hmac(bodyKey, body),
    user: (userId: string) => hmac(userKey, userId),
  };
}

/** Zoom's notifications between their arrival and their work: at least once in, exactly once kept, in no order. */
export function createInbox({ database: { pool }, keyRing, hashes }: InboxOptions): Inbox {
  return {
    async hasSeen(body) {
      const { rowCount } = await pool.query({
        name: 'inbox-has-seen',
        text: 'select from notification where body_hash = $1',
        values: [hashes.body(body)],
      });
      return rowCount === 1;
    },

    async take(body, { event, userId }) {
      const bodyHash = hashes.body(body);
      const sealed = keyRing.seal(payloadPlace(bodyHash), body);
      await pool.query({
        name: 'inbox-take',
        text: `with taken as (
                 insert into notification (body_hash, user_hash, event, payload, received_at)
                 values ($1, $2, $3, $4, now()) on conflict (body_hash) do nothing returning body_hash)
               select graphile_worker.add_job('${EVENT_JOB}', json_build_object('key', encode(body_hash, 'hex')),
                                              max_attempts => 12) from taken`,
        values: [bodyHash, userId === undefined ? null : hashes.user(userId), event, sealed],
      });
    },

    async open(key) {
      const bodyHash = Buffer.from(key, 'hex');
      const { rows } = await pool.query<{ payload: Buffer | null; receivedAt: Date }>(
        'select payload, received_at as "receivedAt" from notification where body_hash = $1 and done_at is null',
        [bodyHash],
      );
      const [row] = rows;
      if (!row?.payload) return undefined;
      return { body: keyRing.open(payloadPlace(bodyHash), row.payload), takenAt: row.receivedAt.getTime() };
    },

    async finish(key) {
      await pool.query('update notification set done_at = now(), payload = null where body_hash = $1', [
        Buffer.from(key, 'hex'),
      ]);
    },
  };
}

/** Where a notification's body is sealed. */
export function payloadPlace(bodyHash: Buffer): Place {
  const row = bodyHash.toString('base64url');
  return { table: 'notification', column: 'payload', userId: '', row, generation: 0n };
}
