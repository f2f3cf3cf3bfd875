import type { Socket } from 'node:net';
import type { Test } from '../helpers/app.ts';
import { startTcpProxy } from '../helpers/tcp-proxy.ts';

/** A proxy that adds network latency in front of a database. */
export interface SlowProxy {
  url: string;
  /** Sets the latency in each direction, in milliseconds. */
  delay(ms: number): void;
}

export async function startSlowProxy(t: Test, target: string): Promise<SlowProxy> {
  let delayMs = 0;

  function forward(from: Socket, to: Socket): void {
    from.on('data', (bytes) => {
      if (delayMs === 0) to.write(bytes);
      else setTimeout(() => to.writable && to.write(bytes), delayMs);
    });
    from.on('close', () => setTimeout(() => to.destroy(), delayMs));
  }

  const url = await startTcpProxy(t, target, (client, connectUpstream) => {
    const upstream = connectUpstream();
    forward(client, upstream);
    forward(upstream, client);
  });
  return {
    url,
    delay(ms) {
      delayMs = ms;
    },
  };
}
