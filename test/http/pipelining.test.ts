import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type Test, test } from 'tap';
import { createPipelining } from '../../src/pipelining.ts';
import { startApp } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { rawRequest, sendRaw } from '../helpers/raw-http.ts';

/** A server that keeps requests open until the test responds. */
async function startHeldServer(t: Test) {
  const handled: { url: string; response: ServerResponse }[] = [];
  const { serialize } = createPipelining();
  const server = createServer(
    serialize((request, response) => void handled.push({ url: request.url ?? '', response })),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const open = () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    t.teardown(() => socket.destroy());
    return socket;
  };
  return { handled, open };
}

const requests = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => rawRequest([`GET /${from + index} HTTP/1.1`, 'Host: a'])).join(
    '',
  );

test('pipelined requests on one connection', async (t) => {
  t.test('are handled serially, with responses in order', async (t) => {
    const { handled, open } = await startHeldServer(t);
    const socket = open();
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
    });
    socket.write(requests(100));
    for (let index = 0; index < 100; index += 1) {
      t.ok(await eventually(() => handled.length > index), `request ${index} is handled`);
      t.equal(handled.length, index + 1, 'and none after it');
      handled[index]?.response.end(`body ${index};`);
    }
    t.ok(await eventually(() => received.includes('body 99;')));
    t.same(
      [...received.matchAll(/body (\d+);/g)].map(([, index]) => Number(index)),
      Array.from({ length: 100 }, (_, index) => index),
    );
  });

  t.test('do not block those on other connections', async (t) => {
    const { handled, open } = await startHeldServer(t);
    open().write(requests(100));
    await eventually(() => handled.length === 1);
    open().write(requests(1, 1000));
    t.ok(await eventually(() => handled.some(({ url }) => url === '/1000')));
    t.equal(handled.length, 2);
  });

  t.test('are dropped when the client closes it', async (t) => {
    const { handled, open } = await startHeldServer(t);
    const socket = open();
    socket.write(requests(10));
    await eventually(() => handled.length === 1);
    socket.destroy();
    await once(handled[0]?.response as ServerResponse, 'close');
    t.equal(handled.length, 1);
  });
});

test('a hundred requests for the API description on one connection get a hundred responses', async (t) => {
  const { url } = await startApp(t);
  const head = ['GET /openapi.json HTTP/1.1', 'Host: a'];
  const last = rawRequest([...head, 'Connection: close']);
  const { text } = await sendRaw(url, rawRequest(head).repeat(99) + last);
  t.equal(text.match(/^HTTP\/1\.1 200 OK/gm)?.length, 100);
});
