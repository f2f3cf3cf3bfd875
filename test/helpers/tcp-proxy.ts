import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Test } from './app.ts';

/**
 * Starts a TCP server in front of a database, on a free port. Closes all connections when the test
 * ends.
 * @param accept handles a client's connection; `connectUpstream` connects to the database
 * @returns the URL of the database through the proxy
 */
export async function startTcpProxy(
  t: Test,
  target: string,
  accept: (client: Socket, connectUpstream: () => Socket) => void,
): Promise<string> {
  const url = new URL(target);
  const { hostname: host, port } = url;
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    return socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => accept(track(client), () => track(connect(Number(port), host))));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.port = String((server.address() as AddressInfo).port);
  return url.href;
}
