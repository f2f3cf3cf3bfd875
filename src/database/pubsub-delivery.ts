import { randomUUID } from 'node:crypto';
import type { Client, Notification as PgNotification } from 'pg';

/** Notifications do not arrive on a connection, although it works: its transactions run on several connections of the server. */
export class NotDeliveredError extends Error {
  constructor() {
    super('notifications are not delivered');
  }
}

/** How long a notification may take beyond the acknowledgement of its sending (milliseconds). */
const DELIVERY_TIMEOUT_MS = 1_000;

/**
 * Sends a notification and waits until it is received on a connection that listens. Nothing else may be sent on that connection in
 * between: a pooler in transaction mode lends it a connection of the server for each query, and with it what arrives there.
 * @throws {NotDeliveredError} if it is not received
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
    // A connection that is slow, or broke, shows it now.
    await listener.query('select 1');
    throw isReceived ? new Error('timeout: a notification came late') : new NotDeliveredError();
  } finally {
    clearTimeout(timer);
    listener.off('notification', receive);
  }
}
