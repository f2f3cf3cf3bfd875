import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Pipelining {
  /**
   * Wraps the request handler of an HTTP server, so that it handles the requests of a connection
   * serially.
   */
  serialize(handle: RequestListener): RequestListener;
  /**
   * Handles unreadable data on a connection: calls `respond` after the responses to all earlier
   * requests are sent. If the data is the body of a request whose response has started, it closes
   * the connection instead: the client would take a second response for that of its next request.
   */
  respondInOrder(socket: Socket, respond: () => void): void;
  /** The exchange that is being handled on a connection. */
  current(socket: Socket): Exchange | undefined;
  /**
   * Announces to the client that a connection closes after the response in progress, so that it
   * does not send another request on it. Not if it has already done so.
   */
  closeAfterResponse(socket: Socket): void;
}

/** A request with its response. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

interface Connection {
  /** The exchange that is being handled. */
  current: Exchange | undefined;
  waiting: Exchange[];
  /** The newest exchange, which may have ended. */
  last: Exchange;
  isUnreadable: boolean;
}

/** Reading from the connection pauses while this many requests wait on it. */
const MAX_WAITING = 16;

/**
 * Limits HTTP/1.1 pipelining (RFC 9112 §9.3.2). Node.js handles all pipelined requests of a
 * connection concurrently: a client that sends hundreds of requests and reads slowly would keep
 * hundreds of responses in memory and delay other clients.
 */
export function createPipelining(): Pipelining {
  const connections = new WeakMap<Socket, Connection>();

  return {
    current: (socket) => connections.get(socket)?.current,

    closeAfterResponse(socket) {
      const { current, waiting = [] } = connections.get(socket) ?? {};
      if (current !== undefined && waiting.length === 0) current.response.shouldKeepAlive = false;
    },

    serialize(handle) {
      function run(connection: Connection, exchange: Exchange): void {
        const { request, response } = exchange;
        connection.current = exchange;
        response.on('close', () => runNext(connection, request.socket));
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
      // Node.js reports the same connection again when more data arrives.
      if (isUnreadable) return;
      connection.isUnreadable = true;
      const isOfLastBody = !last.request.complete;
      if (isOfLastBody && last.response.headersSent) return socket.destroySoon();
      if (isOfLastBody && last === current) return respond();
      // A waiting request whose body is unreadable is not handled at all.
      if (isOfLastBody) waiting.pop();
      const before = waiting.at(-1) ?? current;
      if (before === undefined) return respond();
      before.response.once('close', respond);
    },
  };
}
