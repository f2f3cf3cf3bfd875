import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Test } from './app.ts';

/** Stands between an app and its database, and can be closed. */
export interface DatabaseProxy {
  url: string;
  /** Ends every connection and refuses new ones. */
  cut(): void;
  /** Accepts connections and takes what is sent, but lets nothing through any more, either way. */
  blackhole(): void;
  /** The same, only for the connections on which this application name waits for notifications. */
  blackholeApplication(applicationName: string): void;
  /** Lets new connections through again; swallowed ones are ended. */
  open(): void;
}

export async function startDatabaseProxy(t: Test, target: string): Promise<DatabaseProxy> {
  const url = new URL(target);
  const { hostname: host, port } = url;
  const pairs = new Set<Pair>();
  let state: 'open' | 'cut' | 'swallowing' = 'open';

  const server = createServer((client) => {
    if (state === 'cut') return void client.destroy();
    const upstream = connect(Number(port), host);
    const pair: Pair = { client, upstream, startup: '', swallowed: state === 'swallowing' };
    pairs.add(pair);
    for (const socket of [client, upstream]) socket.on('error', () => {});
    client.on('data', (bytes) => {
      if (pair.startup === '') pair.startup = bytes.toString('latin1');
      if (!pair.swallowed) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!pair.swallowed) client.write(bytes);
    });
    client.on('close', () => end(pair));
    upstream.on('close', () => end(pair));
  });

  function end(pair: Pair): void {
    pairs.delete(pair);
    pair.client.destroy();
    pair.upstream.destroy();
  }

  function swallow(which: (pair: Pair) => boolean): void {
    for (const pair of pairs) pair.swallowed ||= which(pair);
  }

  t.teardown(() => {
    for (const pair of pairs) end(pair);
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.port = String((server.address() as AddressInfo).port);

  return {
    url: url.href,
    cut() {
      state = 'cut';
      for (const pair of pairs) end(pair);
    },
    blackhole() {
      state = 'swallowing';
      swallow(() => true);
    },
    blackholeApplication: (applicationName) =>
      swallow(({ startup }) => startup.includes(`\0${applicationName}\0`)),
    open() {
      state = 'open';
      for (const pair of pairs) if (pair.swallowed) end(pair);
    },
  };
}

interface Pair {
  client: Socket;
  upstream: Socket;
  /** The client's first message, which names its application. */
  startup: string;
  swallowed: boolean;
}
