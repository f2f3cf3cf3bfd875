import { randomBytes, randomUUID } from 'node:crypto';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { connectDatabase } from '../../src/database/client.ts';
import { createUserCache } from '../../src/database/user-cache.ts';
import { createInstallations } from '../../src/installations/installations.ts';
import { createRecordLiveStatus } from '../../src/livestreams/record-live-status.ts';
import { createPublish } from '../../src/user-events/publish.ts';
import { createHandlers } from '../../src/webhooks/handlers.ts';
import { createLivestreamEvents } from '../../src/webhooks/livestream-effects.ts';
import { createProcessWebhooks } from '../../src/webhooks/process.ts';
import { createFindRecipients } from '../../src/webhooks/recipients.ts';
import type { Test } from './app.ts';
import { connectUser } from './connect-user.ts';
import { createTestDatabase } from './database.ts';
import { streaming } from './webhooks.ts';

/** An event about a meeting, or about its host if it has none. */
export interface JobEvent {
  userId: string;
  name: string;
  meeting?: string;
  at: number;
  object?: object;
}

/** `meeting.live_streaming_started` with this stream key. */
export function livestreamStarted(event: Omit<JobEvent, 'name' | 'object'>, streamKey: string): JobEvent {
  const settings = {
    stream_url: 'rtmp://x.example/',
    stream_key: streamKey,
    page_url: 'https://x.example',
    resolution: '720p',
  };
  return { ...event, name: 'meeting.live_streaming_started', object: streaming(settings) };
}

/** Processes webhook jobs as the app does, with a database but without a queue. */
export async function createJobs(t: Test) {
  const { url } = await createTestDatabase(t);
  const statements: string[] = [];
  const errors: unknown[] = [];
  const startQuery = (text: string) => {
    statements.push(text);
    return { end: (error: unknown) => void (error && errors.push(error)) };
  };
  const database = connectDatabase({ url, poolMax: 6, onError: () => {}, startQuery });
  t.teardown(() => database.close());
  const userCache = createUserCache({ isTrusted: () => false });
  const publish = createPublish(database);
  const keyRing = createKeyRing([{ id: 'k1', secret: new Secret(randomBytes(32)) }]);
  const invalidateUser = async () => {};
  const shared = { database, userCache, publish, invalidateUser };
  const installations = createInstallations({ ...shared, keyRing, countReconnect: () => {} });
  const recordLiveStatus = createRecordLiveStatus({ ...shared, installations });
  const livestreams = createLivestreamEvents({ ...shared, installations, recordLiveStatus });
  const bodies = new Map<string, Buffer>();
  const results: string[] = [];
  const process = createProcessWebhooks({
    inbox: {
      hasSeen: async () => false,
      take: async () => {},
      open: async (keys) =>
        keys.flatMap((key) => {
          const body = bodies.get(key);
          return body === undefined ? [] : [{ key, decryptBody: () => body, takenAt: Date.now() }];
        }),
      finish: async (keys) => {
        for (const key of keys) bodies.delete(key);
      },
    },
    handlers: createHandlers({
      clientId: 'client',
      livestreams,
      erasure: {
        erase: async () => {},
        forget: async () => {},
        finish: async () => {},
        resume: async () => {},
      },
      refreshProfile: async () => {},
    }),
    findRecipients: createFindRecipients(database),
    applyEffects: livestreams.apply,
    relistAccount: livestreams.relistedInAccount,
    count: (event, result) => void results.push(`${event} ${result}`),
  });

  const install = (userId?: string) => connectUser(installations, userId);

  /** Processes events in one job. The returned function tries those again that failed. */
  async function run(events: readonly JobEvent[]): Promise<void> {
    const keys = events.map((event) => {
      const key = randomUUID();
      bodies.set(key, bodyOf(event));
      return key;
    });
    await process(keys);
  }

  /** Processes the events that have failed again, in one job. */
  const retry = () => process([...bodies.keys()]);
  const rows = async (sql: string, ...values: unknown[]) => (await database.pool.query(sql, values)).rows;
  return {
    database,
    installations,
    install,
    run,
    retry,
    rows,
    results,
    statements,
    errors,
    open: () => bodies.size,
  };
}

function bodyOf({ userId, name, meeting, at, object = {} }: JobEvent): Buffer {
  const about =
    meeting === undefined
      ? { id: userId, ...object }
      : { id: Number(meeting), host_id: userId, uuid: `${meeting}-uuid==`, ...object };
  return Buffer.from(JSON.stringify({ event: name, event_ts: at, payload: { object: about } }));
}
