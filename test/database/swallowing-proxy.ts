import type { Test } from '../helpers/app.ts';
import { startTcpProxy } from '../helpers/tcp-proxy.ts';

/**
 * A proxy in front of a database that delivers no notifications, like a pooler in transaction mode.
 */
export interface SwallowingProxy {
  url: string;
  /** Delivers notifications from now on. */
  deliver(): void;
}

const NOTIFICATION_RESPONSE = 'A'.charCodeAt(0);

export async function startSwallowingProxy(t: Test, target: string): Promise<SwallowingProxy> {
  let isSwallowing = true;
  const url = await startTcpProxy(t, target, (client, connectUpstream) => {
    const upstream = connectUpstream();
    client.pipe(upstream);
    let pending = Buffer.alloc(0);
    upstream.on('data', (bytes) => {
      pending = Buffer.concat([pending, bytes]);
      // "Message Formats" of PostgreSQL's protocol: one byte of type and four of length, which
      // includes itself.
      while (pending.length >= 5 && pending.length >= pending.readInt32BE(1) + 1) {
        const message = pending.subarray(0, pending.readInt32BE(1) + 1);
        pending = pending.subarray(message.length);
        if (!isSwallowing || message[0] !== NOTIFICATION_RESPONSE) client.write(message);
      }
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  return {
    url,
    deliver() {
      isSwallowing = false;
    },
  };
}
