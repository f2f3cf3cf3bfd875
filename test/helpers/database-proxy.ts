import type { Socket } from 'node:net';
import type { Test } from './app.ts';
import { startTcpProxy } from './tcp-proxy.ts';

/** A TCP proxy in front of the database that simulates network failures. */
export interface DatabaseProxy {
  url: string;
  /** Closes all connections and rejects new ones. */
  cut(): void;
  /** Accepts connections and drops all bytes in both directions. */
  blackhole(): void;
  /** Drops the bytes of the current connections with this application name only. */
  blackholeApplication(applicationName: string): void;
  /** Forwards new connections again and closes those whose bytes were dropped. */
  open(): void;
}

export async function startDatabaseProxy(t: Test, target: string): Promise<DatabaseProxy> {
  const pairs = new Set<Pair>();
  let state: 'open' | 'cut' | 'blackholed' = 'open';

  const url = await startTcpProxy(t, target, (client, connectUpstream) => {
    if (state === 'cut') return void client.destroy();
    const upstream = connectUpstream();
    const pair: Pair = { client, upstream, startup: '', blackholed: state === 'blackholed' };
    pairs.add(pair);
    client.on('data', (bytes) => {
      if (pair.startup === '') pair.startup = bytes.toString('latin1');
      if (!pair.blackholed) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!pair.blackholed) client.write(bytes);
    });
    client.on('close', () => end(pair));
    upstream.on('close', () => end(pair));
  });

  function end(pair: Pair): void {
    pairs.delete(pair);
    pair.client.destroy();
    pair.upstream.destroy();
  }

  function drop(which: (pair: Pair) => boolean): void {
    for (const pair of pairs) pair.blackholed ||= which(pair);
  }

  return {
    url,
    cut() {
      state = 'cut';
      for (const pair of pairs) end(pair);
    },
    blackhole() {
      state = 'blackholed';
      drop(() => true);
    },
    blackholeApplication: (applicationName) =>
      drop(({ startup }) => startup.includes(`\0${applicationName}\0`)),
    open() {
      state = 'open';
      for (const pair of pairs) if (pair.blackholed) end(pair);
    },
  };
}

interface Pair {
  client: Socket;
  upstream: Socket;
  /** The client's startup message, which contains its application name. */
  startup: string;
  blackholed: boolean;
}
