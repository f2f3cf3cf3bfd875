import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Test } from '../helpers/app.ts';

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
  const url = new URL(target);
  const { hostname: host, port } = url;
  const sockets = new Set<Socket>();
  let isSwallowing = true;
  const server = createServer((client) => {
    const upstream = connect(Number(port), host);
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => {}));
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
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    deliver() {
      isSwallowing = false;
    },
  };
}
