import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Test } from '../helpers/app.ts';

/** A proxy that adds network latency in front of a database. */
export interface SlowProxy {
  url: string;
  /** Sets the latency in each direction, in milliseconds. */
  delay(ms: number): void;
}

export async function startSlowProxy(t: Test, target: string): Promise<SlowProxy> {
  const url = new URL(target);
  const { hostname: host, port } = url;
  const sockets = new Set<Socket>();
  let delayMs = 0;

  function pass(from: Socket, to: Socket): void {
    from.on('data', (bytes) => {
      if (delayMs === 0) to.write(bytes);
      else setTimeout(() => to.writable && to.write(bytes), delayMs);
    });
    from.on('close', () => setTimeout(() => to.destroy(), delayMs));
    sockets.add(from.on('error', () => {}));
  }

  const server = createServer((client) => {
    const upstream = connect(Number(port), host);
    pass(client, upstream);
    pass(upstream, client);
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
    delay(ms) {
      delayMs = ms;
    },
  };
}
