import { connect } from 'node:net';

export interface RawResponse {
  /** 0 where the connection ended without one. */
  status: number;
  /** Names in lower case; of a repeated one the last. */
  headers: Record<string, string>;
  body: string;
  /** Everything that came, from the status line on. */
  text: string;
}

/** Sends these bytes over one connection, well-formed HTTP or not, and answers what came until the server closed it. */
export function sendRaw(url: string, bytes: string): Promise<RawResponse> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    // A server that closes before it has read everything resets the connection; what it said before counts.
    socket.on('error', () => {});
    socket.on('close', () => resolve(parse(text)));
  });
}

/** A request's head, line by line, and its body. */
export function rawRequest(lines: readonly string[], body = ''): string {
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

function parse(text: string): RawResponse {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(statusLine.split(' ')[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
    text,
  };
}
