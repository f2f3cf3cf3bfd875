import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { Test } from '../helpers/app.ts';

const certificates = new URL('./certificates/', import.meta.url);
/** The authority that signed the certificate of {@link startTlsProxy}, which is for `localhost`. */
export const authority = fileURLToPath(new URL('ca.pem', certificates));

export interface TlsProxy {
  /** Port on `localhost`. */
  url: string;
  /** Numbers of connections with and without TLS. */
  counts: { tls: number; plain: number };
}

/** A proxy that terminates TLS in front of a database. With `offers: false` it declines TLS. */
export async function startTlsProxy(t: Test, target: string, { offers = true } = {}): Promise<TlsProxy> {
  const url = new URL(target);
  const { hostname: host, port } = url;
  const [cert, key] = await Promise.all(
    ['server.pem', 'server.key'].map((name) => readFile(new URL(name, certificates))),
  );
  const sockets = new Set<Socket>();
  const counts = { tls: 0, plain: 0 };

  function join(client: Socket, upstream: Socket, first?: Buffer): void {
    if (first !== undefined) upstream.write(first);
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }

  function begin(socket: Socket, first: Buffer): void {
    const isSslRequest = first.length === 8 && first.readInt32BE(4) === 80_877_103;
    if (isSslRequest && !offers) {
      socket.write('N');
      socket.once('data', (next: Buffer) => begin(socket, next));
      return;
    }
    const upstream = connect(Number(port), host);
    sockets.add(upstream.on('error', () => {}));
    if (!isSslRequest) {
      counts.plain += 1;
      join(socket, upstream, first);
      return;
    }
    socket.write('S');
    counts.tls += 1;
    const secure = new TLSSocket(socket, { isServer: true, cert, key });
    join(secure, upstream);
  }

  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.once('data', (first: Buffer) => begin(socket, first));
  });
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  url.hostname = 'localhost';
  url.port = String((server.address() as AddressInfo).port);
  return { url: url.href, counts };
}
