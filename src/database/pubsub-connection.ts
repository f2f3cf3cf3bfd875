import { createClient } from './connection.ts';
import { instanceLockKey } from './liveness.ts';
import { NotDeliveredError, proveDelivery } from './pubsub-delivery.ts';
import { CHANNEL } from './pubsub-message.ts';

export interface PubSubConnectionOptions {
  url: string;
  /**
   * The connection holds this instance's lock while it is open. The lock proves to other instances
   * that the process is alive.
   */
  instanceId: string;
  heartbeatMs: number;
  /** Whether no heartbeat is needed now, this many milliseconds after the previous one. */
  mayRest: (ms: number) => boolean;
  /** Milliseconds on a monotonic clock. */
  now: () => number;
  /**
   * Sends a payload on the channel over the connections that publish changes. If given, the
   * connection counts as delivering only after it has received a test message: a pooler in
   * transaction mode accepts LISTEN without an error and delivers nothing.
   */
  publish?: ((payload: string) => Promise<unknown>) | undefined;
  onPayload: (payload: string) => void;
  /**
   * Called when every message whose commit was acknowledged before `sentAt` has been delivered. The
   * server delivers queued messages before it completes the connection's query, and both arrive in
   * order.
   */
  onProof: (sentAt: number) => void;
  /** Called once when the connection is lost, but not after `close`. */
  onEnd: (error: Error | undefined) => void;
}

export interface PubSubConnection {
  /** Sends a heartbeat now, unless one is in progress. */
  prove(): void;
  close(): Promise<void>;
}

/** How long a response may take before the connection is considered lost. */
const RESPONSE_TIMEOUT_MS = 3_000;
/** PostgreSQL's code for a feature that it, or a pooler, does not support. */
const NOT_SUPPORTED = '0A000';

/**
 * Opens a connection that receives messages and sends heartbeats.
 * @throws {NotDeliveredError} if messages do not arrive on it, or the error of connecting
 */
export async function listen(options: PubSubConnectionOptions): Promise<PubSubConnection> {
  const client = createClient({
    url: options.url,
    applicationName: 'uplink pubsub',
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
  let lastSentAt = Number.NEGATIVE_INFINITY;
  const sendHeartbeat = async () => {
    isHeartbeatPending = true;
    const sentAt = options.now();
    lastSentAt = sentAt;
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    isHeartbeatPending = false;
    backend ??= rows[0]?.pid;
    if (rows[0]?.pid !== backend) throw new NotDeliveredError();
    if (isOpen) options.onProof(sentAt);
  };
  client.on('notification', ({ payload }) => options.onPayload(payload ?? ''));
  // Errors before the connection is open reject `connect`.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`).catch((error: Error & { code?: string }) => {
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
  const prove = () => {
    if (isOpen && !isHeartbeatPending) sendHeartbeat().catch(lose);
  };
  heartbeat = setInterval(() => {
    if (isHeartbeatPending || (holdsLock && options.mayRest(options.now() - lastSentAt))) return;
    prove();
    // The server may not have detected yet that the previous connection is closed, and still hold
    // the lock for it.
    if (!holdsLock) takeLock().catch(lose);
  }, options.heartbeatMs);
  return { prove, close: shut };
}
