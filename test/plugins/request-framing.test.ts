import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import Fastify from 'fastify';
import t from 'tap';
import { requestFramingPlugin } from '../../src/plugins/request-framing.ts';
import type { Problem } from '../../src/problem.ts';

// Without Node.js's own check, so that the plugin's is tested.
const app = Fastify({ http: { requireHostHeader: false } });
app.setErrorHandler((error: Problem, _request, reply) => reply.code(error.status).send(error.members));
await app.register(requestFramingPlugin);
app.all('/', async () => 'accepted');
await app.listen({ host: '127.0.0.1', port: 0 });
t.teardown(() => app.close());
const { port } = app.server.address() as AddressInfo;

/** Sends these lines and returns everything that is received until the connection is closed. */
async function exchange(...lines: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(lines.join('\r\n'));
  let received = '';
  for await (const chunk of socket.setEncoding('utf8')) {
    received += chunk;
    if (received.includes('accepted')) break;
  }
  socket.destroy();
  return received;
}

const CLOSED = /^connection: close\r$/im;

t.test('a request with one Host header is accepted, and its connection is kept', async (t) => {
  const response = await exchange(
    'GET / HTTP/1.1',
    'host: a.example',
    'hostx: b',
    'date: x',
    'x-a: host',
    '',
    '',
  );
  t.match(response, /^HTTP\/1.1 200 /);
  t.notMatch(response, CLOSED);
});

t.test('other plugins can depend on this one', async (t) => {
  t.ok(app.hasPlugin('request-framing'));
});

t.test('HTTP/1.0 may omit the Host header', async (t) => {
  t.match(await exchange('GET / HTTP/1.0', '', ''), /^HTTP\/1.1 200 /);
});

t.test('HTTP/1.1 may not', async (t) => {
  const response = await exchange('GET / HTTP/1.1', 'date: x', '', '');
  t.match(response, /^HTTP\/1.1 400 /);
  t.match(response, /exactly one Host header/);
});

t.test('several Host headers are rejected, in any case, and the connection is closed', async (t) => {
  for (const version of ['1.0', '1.1'])
    for (const second of ['host: b.example', 'HOST: a.example']) {
      const response = await exchange(`GET / HTTP/${version}`, 'host: a.example', second, '', '');
      t.match(response, /^HTTP\/1.1 400 /, second);
      t.match(response, CLOSED);
      t.match(response, /exactly one Host header/);
    }
});

t.test('a transfer coding other than chunked is rejected, and the connection is closed', async (t) => {
  for (const coding of ['gzip, chunked', 'identity, chunked']) {
    const head = ['POST / HTTP/1.1', 'host: a.example', `transfer-encoding: ${coding}`, '', ''];
    const response = await exchange(...head, '0', '', '');
    t.match(response, /^HTTP\/1.1 400 /, coding);
    t.match(response, CLOSED, coding);
  }
});

t.test('the error names the only supported transfer coding', async (t) => {
  const head = ['POST / HTTP/1.1', 'host: a.example', 'transfer-encoding: gzip, chunked', '', ''];
  t.match(await exchange(...head, '0', '', ''), /only transfer coding that is supported is \\"chunked\\"/);
});

t.test('a chunked body is accepted, in any case', async (t) => {
  for (const coding of ['chunked', 'Chunked']) {
    const status = await new Promise((resolve, reject) => {
      const headers = { 'transfer-encoding': coding, 'content-type': 'text/plain' };
      const outgoing = request({ port, method: 'POST', headers });
      outgoing.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
    t.equal(status, 200, coding);
  }
});
