import { connect } from 'node:net';

export interface RawResponse {
  /** 0 if the connection closed without a response. */
  status: number;
  /** Names in lower case; the last value wins. */
  headers: Record<string, string>;
  body: string;
  /** The whole response, including the status line. */
  text: string;
}

/**
 * Sends these bytes, valid HTTP or not, over one connection and returns what the server sent until
 * it closed it.
 */
export function sendRaw(url: string, bytes: string): Promise<RawResponse> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    // A server that closes before it has read everything resets the connection. Data received
    // before that is valid.
    socket.on('error', () => {});
    socket.on('close', () => resolve(parse(text)));
  });
}

/** Joins the lines of a request head and appends the body. */
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
