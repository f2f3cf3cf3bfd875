import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { createHttp, TransportError } from '../../src/zoom/http.ts';

async function upstream(t: Test, result: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(result);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return client(t, `http://127.0.0.1:${port}/`);
}

function client(t: Test, url: string) {
  const http = createHttp();
  t.teardown(() => http.close());
  const send = (timeoutMs = 500) =>
    http.send({ method: 'GET', url, headers: { authorization: 'Bearer canary' }, timeoutMs });
  const failure = async (timeoutMs?: number): Promise<TransportError | undefined> => {
    try {
      await send(timeoutMs);
      return undefined;
    } catch (error) {
      return error instanceof TransportError ? error : undefined;
    }
  };
  return { url, send, failure };
}

t.test('a response consists of status, headers and text', async (t) => {
  const { send } = await upstream(t, (request, response) => {
    response.writeHead(418, { 'x-accepted': String(request.headers['accept-encoding']) }).end('{"ü":1}');
  });
  t.match(await send(), { status: 418, text: '{"ü":1}', headers: { 'x-accepted': 'identity' } });
});

t.test('a redirect is returned, not followed', async (t) => {
  let requested = 0;
  const { send } = await upstream(t, (_request, response) => {
    requested += 1;
    response.writeHead(302, { location: '/again' }).end();
  });
  t.match(await send(), { status: 302 });
  t.equal(requested, 1);
});

t.test('a request without data times out, with headers or without', async (t) => {
  for (const begin of [() => {}, (response: ServerResponse) => response.writeHead(200).write('{')]) {
    const { failure } = await upstream(t, (_request, response) => void begin(response));
    const began = performance.now();
    t.match(await failure(300), { reason: 'timeout', sent: true });
    t.ok(performance.now() - began < 4_000);
  }
});

t.test('a slow body times out', async (t) => {
  const { failure } = await upstream(t, (_request, response) => {
    response.writeHead(200);
    const trickle = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(trickle));
  });
  const began = performance.now();
  t.match(await failure(400), { reason: 'timeout', sent: true });
  t.ok(performance.now() - began < 4_000);
});

t.test('a body of more than 2 MiB is not read to its end', async (t) => {
  let written = 0;
  const { failure } = await upstream(t, (_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && written < 500 * 1024 * 1024) {
        written += 65_536;
        if (!response.write(Buffer.alloc(65_536))) return;
      }
    };
    response.on('drain', more);
    more();
  });
  t.match(await failure(5_000), { reason: 'oversized', sent: true });
  t.ok(written < 50 * 1024 * 1024, `${written} bytes were written`);
});

t.test('an encoded body is not decoded', async (t) => {
  const { failure } = await upstream(t, (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'deflate' }).end('x');
  });
  t.match(await failure(), { reason: 'encoded', sent: true });
});

t.test('a request without a connection was certainly not sent; a reset one may have been', async (t) => {
  const closed = createTcpServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => closed.once('listening', resolve));
  const { port } = closed.address() as { port: number };
  await new Promise((resolve) => closed.close(resolve));
  t.match(await client(t, `http://127.0.0.1:${port}/`).failure(), { reason: 'not_connected', sent: false });

  for (const end of [
    (socket: Socket) => socket.resetAndDestroy(),
    (socket: Socket) => socket.end('HTTP/1.1 20'),
  ]) {
    const { failure } = await upstream(t, ({ socket }) => void end(socket));
    t.match(await failure(), { reason: 'reset', sent: true });
  }
  const { failure } = await upstream(t, ({ socket }) => void socket.end('SSH-2.0-OpenSSH\r\n'));
  t.match(await failure(), { reason: 'reset', sent: true }, 'a response that is not HTTP');
});

t.test('an error contains no address, header or body', async (t) => {
  const { failure, url } = await upstream(t, ({ socket }) => void socket.resetAndDestroy());
  const error = await failure();
  const reported = `${error?.stack} ${JSON.stringify(error)} ${error?.cause}`;
  t.notMatch(reported, /canary/);
  t.notOk(reported.includes(url));
});
