import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Test } from 'tap';

/** A proxy in front of a database that can hold back its responses. */
export interface HoldingProxy {
  url: string;
  /** Holds back responses from now on. */
  hold(): void;
  /** Resolves when the server has received data from the client since `hold`. */
  requested(): Promise<void>;
  /** Delivers the held responses. */
  release(): void;
}

export async function startHoldingProxy(t: Test, target: string): Promise<HoldingProxy> {
  const url = new URL(target);
  const { hostname: host, port } = url;
  const sockets = new Set<Socket>();
  const upstreams = new Set<Socket>();
  const requests = new EventEmitter();

  const server = createServer((client) => {
    const upstream = connect(Number(port), host);
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => {}));
    upstreams.add(upstream);
    upstream.pipe(client);
    client.on('data', (bytes) => upstream.write(bytes, () => requests.emit('sent')));
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
    hold: () => {
      for (const upstream of upstreams) upstream.pause();
    },
    requested: async () => {
      await once(requests, 'sent');
    },
    release: () => {
      for (const upstream of upstreams) upstream.resume();
    },
  };
}
