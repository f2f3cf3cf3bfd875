import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Test } from './app.ts';

/** A third-party server to which the app must not connect. Counts connections. */
export async function startListener(t: Test): Promise<{ url: string; connections(): number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  t.teardown(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, connections: () => connections };
}
