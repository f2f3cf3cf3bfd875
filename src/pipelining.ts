import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Pipelining {
  /** Wraps the request handler of an HTTP server, so that it handles one request of a connection at a time. */
  serialize(handle: RequestListener): RequestListener;
  /**
   * For a connection on which something unreadable came: calls `respond` when the responses to the requests before it are
   * sent. Destroys the connection instead if it was the body of a request whose response has begun: a second response
   * would pass for that of the next request.
   */
  respondInOrder(socket: Socket, respond: () => void): void;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

interface Connection {
  /** The one that is handled. */
  current: Exchange | undefined;
  waiting: Exchange[];
  /** The newest, which may have ended. */
  last: Exchange;
  isUnreadable: boolean;
}

/** The connection is read again when fewer requests than this wait on it. */
const MAX_WAITING = 16;

/**
 * HTTP/1.1 pipelining (RFC 9112 §9.3.2). Node.js handles all requests of a connection that it has read at the same time:
 * a client that sends hundreds and reads slowly would have hundreds of responses in memory, and delay everyone else.
 */
export function createPipelining(): Pipelining {
  const connections = new WeakMap<Socket, Connection>();

  return {
    serialize(handle) {
      function run(connection: Connection, exchange: Exchange): void {
        const { request, response } = exchange;
        connection.current = exchange;
        response.once('close', () => runNext(connection, request.socket));
        handle(request, response);
      }

      function runNext(connection: Connection, socket: Socket): void {
        connection.current = undefined;
        const next = connection.waiting.shift();
        if (next === undefined || socket.destroyed) return;
        if (connection.waiting.length < MAX_WAITING) socket.resume();
        run(connection, next);
      }

      return (request, response) => {
        const { socket } = request;
        const last = { request, response };
        const connection = connections.get(socket);
        if (connection === undefined) {
          const added = { current: last, waiting: [], last, isUnreadable: false };
          connections.set(socket, added);
          return run(added, last);
        }
        connection.last = last;
        if (connection.current === undefined) return run(connection, last);
        connection.waiting.push(last);
        if (connection.waiting.length >= MAX_WAITING) socket.pause();
      };
    },

    respondInOrder(socket, respond) {
      const connection = connections.get(socket);
      if (connection === undefined) return respond();
      const { current, waiting, last, isUnreadable } = connection;
      // Node.js reports the same connection again when more comes.
      if (isUnreadable) return;
      connection.isUnreadable = true;
      const isOfLastBody = !last.request.complete;
      if (isOfLastBody && last.response.headersSent) return socket.destroySoon();
      if (isOfLastBody && last === current) return respond();
      // A request that still waits is not handled at all if its body can't be read.
      if (isOfLastBody) waiting.pop();
      const before = waiting.at(-1) ?? current;
      if (before === undefined) return respond();
      before.response.once('close', respond);
    },
  };
}
