import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ephemeral ports (Linux from 32768, others from 49152). */
const FIRST = 10_000;
const LAST = 32_000;
/** The number of ports per process before its range overlaps with that of another process. */
const SHARE = 100;
const SHARES = (LAST - FIRST) / SHARE;

let next = FIRST + (process.pid % SHARES) * SHARE;

/**
 * A free port for a server that must know its URL before it listens. It is unlikely to be taken in
 * between: the system assigns only ephemeral ports, and each process starts in its own range.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = next;
    next = next + 1 < LAST ? next + 1 : FIRST;
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
