import type { Socket } from 'node:net';
import fp from 'fastify-plugin';
import type { Exchange, Pipelining } from '../pipelining.ts';
import { type Shutdown, shutdownDeadlines } from '../shutdown.ts';

declare module 'fastify' {
  interface FastifyInstance {
    shutdown: Shutdown;
  }
}

export interface ShutdownOptions {
  shutdown: Shutdown;
  pipelining: Pick<Pipelining, 'current' | 'closeAfterResponse'>;
}

const CHECK_MS = 500;
/** Checks without progress after which a connection without a request is closed. */
const UNUSED_CHECKS = 2;
/** The same, while a client sends the rest of a request or reads a response: five seconds. */
const STALLED_CHECKS = 11;

/**
 * Ends all connections during shutdown, which waits for them. Node.js closes only those that had a
 * request and are idle at that moment. It ends the checks of its own timeouts then, so a connection
 * on which a client has sent nothing, or a part of a request, would stay open.
 */
export const shutdownPlugin = fp<ShutdownOptions>(
  async (app, { shutdown, pipelining }) => {
    const open = new Set<Socket>();
    app.decorate('shutdown', shutdown);
    app.server.on('connection', (socket) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    });

    app.addHook('preClose', async () => {
      if (!app.server.listening) return;
      for (const socket of open) pipelining.closeAfterResponse(socket);
      const closing = closeStalled(open, pipelining);
      const closed = new Promise((resolve) => app.server.once('close', resolve));
      const waiting = shutdown.wait({
        ...{ waitingFor: 'requests', work: closed, deadline: shutdownDeadlines.work },
        inProgress: () => ({ requests: countRoutes([...open].map(pipelining.current), app.routeOf) }),
      });
      void waiting.then(() => {
        clearInterval(closing);
        for (const socket of open) socket.destroy();
      });
    });
  },
  { name: 'shutdown', dependencies: ['http-hardening'] },
);

/** Closes connections that wait for their client, not for Uplink. */
function closeStalled(open: ReadonlySet<Socket>, { current }: Pick<Pipelining, 'current'>): NodeJS.Timeout {
  const stalled = new WeakMap<Socket, { sentBytes: number; checks: number }>();

  function isStalled(socket: Socket): boolean {
    const exchange = current(socket);
    if (exchange !== undefined && !waitsForClient(exchange)) {
      stalled.delete(socket);
      return false;
    }
    const sentBytes = socket.bytesWritten - socket.writableLength;
    const before = stalled.get(socket);
    const checks = before?.sentBytes === sentBytes ? before.checks + 1 : 1;
    stalled.set(socket, { sentBytes, checks });
    return checks >= (exchange === undefined ? UNUSED_CHECKS : STALLED_CHECKS);
  }

  return setInterval(() => {
    for (const socket of open) if (isStalled(socket)) socket.destroy();
  }, CHECK_MS);
}

/** Whether the client has not sent the whole request, or does not read the response. */
function waitsForClient({ request, response }: Exchange): boolean {
  return !request.complete || response.writableEnded || response.writableNeedDrain;
}

/** How many requests are in progress on each route. */
function countRoutes(
  exchanges: readonly (Exchange | undefined)[],
  routeOf: (path: string) => string,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const exchange of exchanges) {
    if (exchange === undefined) continue;
    const { method, url = '/' } = exchange.request;
    const route = `${method} ${routeOf(url.split('?', 1)[0] ?? '/')}`;
    counts[route] = (counts[route] ?? 0) + 1;
  }
  return counts;
}
