import { randomUUID } from 'node:crypto';
import type { Client, Notification as PgNotification } from 'pg';

/**
 * The connection works, but messages do not arrive on it: a pooler runs its transactions on several
 * server connections.
 */
export class NotDeliveredError extends Error {
  constructor() {
    super('pub/sub messages are not delivered');
  }
}

/** How long a message may take to arrive after its publication was acknowledged. */
const DELIVERY_TIMEOUT_MS = 1_000;

/**
 * Publishes a test message and waits until the listening connection receives it. No query may be
 * sent on that connection in between: a pooler in transaction mode would lend it a server
 * connection, on which the message could arrive.
 * @throws {NotDeliveredError} if the message does not arrive
 */
export async function proveDelivery(
  listener: Client,
  publish: (payload: string) => Promise<unknown>,
): Promise<void> {
  const id = randomUUID();
  let isReceived = false;
  let timer: NodeJS.Timeout | undefined;
  let receive: (notification: PgNotification) => void = () => {};
  const received = new Promise<void>((resolve) => {
    receive = ({ payload }) => {
      if (!payload?.includes(id)) return;
      isReceived = true;
      resolve();
    };
  });
  listener.on('notification', receive);
  try {
    await publish(JSON.stringify({ kind: 'probe', id }));
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, DELIVERY_TIMEOUT_MS);
    });
    await Promise.race([received, late]);
    if (isReceived) return;
    // Fails if the connection is broken, and waits if it is slow.
    await listener.query('select 1');
    throw isReceived ? new Error('timeout: a message arrived late') : new NotDeliveredError();
  } finally {
    clearTimeout(timer);
    listener.off('notification', receive);
  }
}
