import { deriveKey } from '../crypto/derived-key.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import { hmac } from '../crypto/hash.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import type { Database } from '../database/client.ts';
import { withoutWaitBudget } from '../database/wait-budget.ts';
import type { WebhookEvent } from '../zoom/event-notification.ts';
import { createBatcher } from './batcher.ts';
import { isSlowEvent } from './slow-events.ts';

export interface Inbox {
  /** Whether an event with exactly this body was received before. */
  hasSeen(body: Buffer): Promise<boolean>;
  /**
   * Stores an event and its job in one statement. Concurrent calls share a statement, and quick
   * events a job. Does nothing if the body is already stored.
   */
  take(body: Buffer, event: WebhookEvent): Promise<void>;
  /** The stored events of a job that have not been processed yet. */
  open(keys: readonly string[]): Promise<StoredWebhook[]>;
  /** Marks events as processed and deletes their content. */
  finish(keys: readonly string[]): Promise<void>;
}

export interface StoredWebhook {
  key: string;
  /** @throws DecryptionError if its key is missing from the key ring */
  decryptBody(): Buffer;
  /** When it was received, epoch milliseconds on the database's clock. */
  takenAt: number;
}

export interface InboxOptions {
  database: Database;
  keyRing: KeyRing;
  hashes: Hashes;
}

/** The job that processes events which were stored together. Its payload is only their keys. */
export const WEBHOOK_JOB = 'events';

/** A larger batch would delay its events more than a second statement would. */
const MAX_BATCH_SIZE = 100;
/** A job must end within two minutes even if each of its events waits for Zoom. */
const MAX_SLOW_EVENTS_PER_JOB = 20;
const MAX_CONCURRENT_BATCHES = 2;
/** Far longer than a healthy database needs. */
const SLOW_BATCH_MS = 50;
/** By then Zoom has received a 503. A statement that still runs is on a lost connection. */
const BATCH_TIMEOUT_MS = 1_500;
/**
 * While the database hangs, events that Uplink has rejected with 503 still wait to be stored. This
 * maximum is several seconds of the largest bursts, and limits the memory that they use.
 */
const MAX_WAITING_EVENTS = 2_000;

interface Row {
  bodyHash: Buffer;
  userHash: Buffer | null;
  event: string;
  payload: Buffer;
}

export type Hashes = ReturnType<typeof createHashes>;

/** Keyed hashes, so that neither a body nor a user ID can be found by guessing. */
export function createHashes(sessionSecret: Buffer) {
  const bodyKey = deriveKey(sessionSecret, 'event-body');
  const userKey = deriveKey(sessionSecret, 'user-id');
  return {
    body: (body: Buffer) => hmac(bodyKey, body),
    user: (userId: string) => hmac(userKey, userId),
  };
}

/**
 * The inbox of webhook events: each event is stored exactly once and processed at least once, in
 * any order.
 */
export function createInbox({ database: { sql }, keyRing, hashes }: InboxOptions): Inbox {
  /**
   * Rows are inserted in a fixed order. Otherwise two statements with the same events could
   * deadlock.
   */
  async function store(rows: Row[]): Promise<void> {
    const bodyHashes = rows.map(({ bodyHash }) => bodyHash);
    const userHashes = rows.map(({ userHash }) => userHash);
    const events = rows.map(({ event }) => event);
    const payloads = rows.map(({ payload }) => payload);
    const slow = events.filter(isSlowEvent);
    await sql.$queryRaw`
      with taken as (
        insert into webhook_event (body_hash, user_hash, event, payload, received_at)
        select *, now() from unnest(${bodyHashes}::bytea[], ${userHashes}::bytea[],
                                    ${events}::text[], ${payloads}::bytea[]) as given (body_hash)
        order by given.body_hash
        on conflict (body_hash) do nothing returning body_hash, event = any(${slow}::text[]) as is_slow),
      numbered as (
        select encode(body_hash, 'hex') as key, is_slow,
               (row_number() over (partition by is_slow) - 1)
                 / case when is_slow then ${MAX_SLOW_EVENTS_PER_JOB}::int else ${MAX_BATCH_SIZE}::int end as job
        from taken),
      payloads as (
        select json_build_object('keys', json_agg(key)) as payload from numbered group by is_slow, job),
      jobs as (
        select array_agg((${WEBHOOK_JOB}::text, payload, null, null, 12, null, null, null)::graphile_worker.job_spec) as specs
        from payloads)
      select count(*) from jobs, graphile_worker.add_jobs(specs) where specs is not null`;
  }

  // One request's statement also stores the events of other requests.
  const storeInBatch = createBatcher((rows: Row[]) => withoutWaitBudget(() => store(rows)), {
    maxBatchSize: MAX_BATCH_SIZE,
    slowAfterMs: SLOW_BATCH_MS,
    maxConcurrent: MAX_CONCURRENT_BATCHES,
    timeoutMs: BATCH_TIMEOUT_MS,
    maxWaiting: MAX_WAITING_EVENTS,
  });

  return {
    async hasSeen(body) {
      const rows = await sql.$queryRaw<unknown[]>`
        select 1 from webhook_event where body_hash = ${hashes.body(body)}`;
      return rows.length === 1;
    },

    async take(body, { event, userId }) {
      const bodyHash = hashes.body(body);
      const payload = keyRing.encrypt(payloadContext(bodyHash), body);
      const userHash = userId === undefined ? null : hashes.user(userId);
      await storeInBatch({ bodyHash, userHash, event, payload });
    },

    async open(keys) {
      const bodyHashes = keys.map((key) => Buffer.from(key, 'hex'));
      const rows = await sql.$queryRaw<{ bodyHash: Uint8Array; payload: Uint8Array; receivedAt: Date }[]>`
        select body_hash as "bodyHash", payload, received_at as "receivedAt" from webhook_event
        where body_hash = any(${bodyHashes}::bytea[]) and done_at is null and payload is not null`;
      return rows.map(({ bodyHash, payload, receivedAt }) => ({
        key: Buffer.from(bodyHash).toString('hex'),
        decryptBody: () => keyRing.decrypt(payloadContext(bodyHash), payload),
        takenAt: receivedAt.getTime(),
      }));
    },

    async finish(keys) {
      const bodyHashes = keys.map((key) => Buffer.from(key, 'hex'));
      await sql.$executeRaw`
        update webhook_event set done_at = now(), payload = null
        where body_hash = any(${bodyHashes}::bytea[])`;
    },
  };
}

/** Encryption context of an event's body. */
export function payloadContext(bodyHash: Uint8Array): EncryptionContext {
  const row = Buffer.from(bodyHash).toString('base64url');
  return { table: 'webhook_event', column: 'payload', userId: '', row, generation: 0n };
}
