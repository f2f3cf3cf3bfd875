import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give out by themselves (Linux from 32768, others from 49152). */
const FIRST = 10_000;
const LAST = 32_000;
/** How many ports a process has to itself, unless it uses them up. */
const SHARE = 100;
const SHARES = (LAST - FIRST) / SHARE;

let next = FIRST + (process.pid % SHARES) * SHARE;

/**
 * A port to listen on in a moment, for what has to know its own address before. Nobody else takes it meanwhile: the system gives
 * out others, to those who listen on any port and to outgoing connections, and every process begins at a place of its own.
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
