import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import type { Test } from '../helpers/app.ts';
import { startTcpProxy } from '../helpers/tcp-proxy.ts';

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
  const upstreams = new Set<Socket>();
  const requests = new EventEmitter();
  const url = await startTcpProxy(t, target, (client, connectUpstream) => {
    const upstream = connectUpstream();
    upstreams.add(upstream);
    upstream.pipe(client);
    client.on('data', (bytes) => upstream.write(bytes, () => requests.emit('sent')));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  return {
    url,
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
