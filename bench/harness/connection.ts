import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * A keep-alive connection to a local server, with one request at a time. It reconnects if the
 * server closes it.
 */
export class Connection {
  readonly #port: number;
  #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #settle: { resolve(): void; reject(error: Error): void } | undefined;

  private constructor(port: number, socket: Socket) {
    this.#port = port;
    this.#socket = this.#watched(socket);
  }

  static async open(port: number): Promise<Connection> {
    return new Connection(port, await opened(port));
  }

  /** @throws {Error} unless the response is a complete 200 */
  async exchange(request: Buffer): Promise<void> {
    if (this.#socket.destroyed) this.#socket = this.#watched(await opened(this.#port));
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #watched(socket: Socket): Socket {
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('close', () => this.#fail(socket, new Error('the server closed the connection')));
    socket.on('error', (error) => this.#fail(socket, error));
    return socket;
  }

  /** A replaced socket may report its close while the next one is already in use. */
  #fail(socket: Socket, error: Error): void {
    if (socket === this.#socket) this.#settle?.reject(error);
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const head = this.#received.toString('latin1', 0, headEnd).toLowerCase();
    const length = /\ncontent-length: (\d+)/.exec(head)?.[1];
    const settle = this.#settle;
    if (!head.startsWith('http/1.1 200') || length === undefined) {
      settle?.reject(new Error(`the server returned: ${this.#received.toString('latin1', 0, 1000)}`));
      return;
    }
    if (this.#received.length < headEnd + 4 + Number(length)) return;
    this.#received = Buffer.alloc(0);
    this.#settle = undefined;
    if (head.includes('\nconnection: close')) this.#socket.destroy();
    settle?.resolve();
  }
}

async function opened(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}
