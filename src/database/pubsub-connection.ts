import { createClient } from './connection.ts';
import { instanceLockKey } from './liveness.ts';
import { NotDeliveredError, proveDelivery } from './pubsub-delivery.ts';
import { channel } from './pubsub-message.ts';

export interface PubSubConnectionOptions {
  url: string;
  /** The connection holds this instance's lock while it is open, which shows other instances that the process is alive. */
  instanceId: string;
  heartbeatMs: number;
  /** Milliseconds on a clock that never jumps. */
  now: () => number;
  /**
   * Sends a payload on the channel the way changes are sent. If given, nothing is proven until one was received here: a pooler in
   * transaction mode takes LISTEN without an error and delivers nothing.
   */
  publish?: ((payload: string) => Promise<unknown>) | undefined;
  onPayload: (payload: string) => void;
  /**
   * Everything whose commit was acknowledged before `sentAt` has been delivered: the server delivers what is
   * queued for a connection before it completes that connection's query, and both arrive in order.
   */
  onProof: (sentAt: number) => void;
  /** Called once, when the connection is lost; not after `close`. */
  onEnd: (error: Error | undefined) => void;
}

export interface PubSubConnection {
  close(): Promise<void>;
}

/** How long a response may take before the connection is given up. */
const RESPONSE_TIMEOUT_MS = 3_000;
/** PostgreSQL's code for what it, or a pooler, does not support. */
const NOT_SUPPORTED = '0A000';

/**
 * One connection that listens, with a heartbeat.
 * @throws {NotDeliveredError} if it listens in vain; otherwise the error for which it can't be made
 */
export async function listen(options: PubSubConnectionOptions): Promise<PubSubConnection> {
  const client = createClient({
    url: options.url,
    applicationName: 'uplink notifications',
    connectTimeoutMs: RESPONSE_TIMEOUT_MS,
    queryTimeoutMs: RESPONSE_TIMEOUT_MS,
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
  let backend: number | undefined;
  let isHeartbeatPending = false;
  const sendHeartbeat = async () => {
    isHeartbeatPending = true;
    const sentAt = options.now();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    isHeartbeatPending = false;
    backend ??= rows[0]?.pid;
    if (rows[0]?.pid !== backend) throw new NotDeliveredError();
    if (isOpen) options.onProof(sentAt);
  };
  client.on('notification', ({ payload }) => options.onPayload(payload ?? ''));
  // Errors before the connection is open are the rejection of `connect`.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(`listen ${channel}`).catch((error: Error & { code?: string }) => {
      throw error.code === NOT_SUPPORTED ? new NotDeliveredError() : error;
    });
    if (options.publish !== undefined) await proveDelivery(client, options.publish);
    await takeLock();
    await sendHeartbeat();
  } catch (error) {
    await shut();
    throw error;
  }
  client.on('error', lose);
  client.on('end', () => lose());
  heartbeat = setInterval(() => {
    if (isHeartbeatPending) return;
    sendHeartbeat().catch(lose);
    // The server may not have noticed yet that the connection before this one is gone, and keep the lock for it.
    if (!holdsLock) takeLock().catch(lose);
  }, options.heartbeatMs);
  return { close: shut };
}
