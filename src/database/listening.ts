import { Client } from 'pg';
import { instanceLockKey } from './instance.ts';
import { channel } from './notification.ts';

export interface ListeningOptions {
  url: string;
  /** The connection holds this instance's lock for as long as it stands, which tells others that the process lives. */
  instanceId: string;
  heartbeatMs: number;
  /** Milliseconds on a clock that never jumps. */
  now: () => number;
  onPayload: (payload: string) => void;
  /**
   * Everything whose commit was acknowledged before `sentAt` has been delivered: the server hands over what is
   * queued for a connection before it answers that connection's query, and both arrive in order.
   */
  onProof: (sentAt: number) => void;
  /** Called once, when the connection is lost; not after `close`. */
  onEnd: (error: Error | undefined) => void;
}

export interface Listening {
  close(): Promise<void>;
}

/** How long an answer may take before the connection is given up. */
const answerMillis = 3000;

/** One connection that listens, with a heartbeat. Rejects where it can't be made. */
export async function listen(options: ListeningOptions): Promise<Listening> {
  const client = new Client({
    connectionString: options.url,
    application_name: 'uplink notifications',
    connectionTimeoutMillis: answerMillis,
    query_timeout: answerMillis,
    keepAlive: true,
  });
  let isOpen = true;
  let heartbeat: NodeJS.Timeout | undefined;
  const shut = async () => {
    isOpen = false;
    clearInterval(heartbeat);
    await client.end().catch(() => {});
  };
  const lose = (error?: Error) => {
    if (!isOpen) return;
    void shut();
    options.onEnd(error);
  };
  let holdsLock = false;
  const takeLock = async () => {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      instanceLockKey(options.instanceId),
    ]);
    holdsLock = rows[0]?.taken ?? false;
  };
  let isAsking = false;
  const ask = async (sql: string) => {
    isAsking = true;
    const sentAt = options.now();
    await client.query(sql);
    isAsking = false;
    if (isOpen) options.onProof(sentAt);
  };

  client.on('notification', ({ payload }) => options.onPayload(payload ?? ''));
  // Errors before the connection stands are the rejection of `connect`.
  client.on('error', () => {});
  try {
    await client.connect();
    await takeLock();
    await ask(`listen ${channel}`);
  } catch (error) {
    await shut();
    throw error;
  }
  client.on('error', lose);
  client.on('end', () => lose());
  heartbeat = setInterval(() => {
    if (isAsking) return;
    ask('select 1').catch(lose);
    // The server may not have noticed yet that the connection before this one is gone, and keep the lock for it.
    if (!holdsLock) takeLock().catch(lose);
  }, options.heartbeatMs);
  return { close: shut };
}
