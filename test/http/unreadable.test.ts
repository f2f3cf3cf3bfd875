import { once } from 'node:events';
import { connect } from 'node:net';
import { type Test, test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { type RawResponse, rawRequest, sendRaw } from '../helpers/raw-http.ts';
import { hasSecurityHeaders } from '../helpers/security-headers.ts';

const CLOSE = 'Connection: close';

test('an invalid HTTP request', async (t) => {
  const app = await startApp(t);
  const { host } = new URL(app.url);
  const HOST = `Host: ${host}`;

  function wasRejected(t: Test, response: RawResponse, status: number): void {
    t.equal(response.status, status);
    t.match(response.headers['content-type'], /^application\/problem\+json/);
    t.match(JSON.parse(response.body), {
      type: 'about:blank',
      status,
      code: String,
      title: String,
      detail: String,
      request_id: String,
    });
    t.equal(response.headers['cache-control'], 'no-store');
    t.notMatch(response.text, /canary/, 'the response does not repeat the request');
    hasSecurityHeaders(t, response.headers);
  }

  const malformed: Record<string, string> = {
    'no HTTP at all': 'canary canary canary\r\n\r\n',
    'an unknown method': rawRequest(['CANARY / HTTP/1.1', HOST]),
    'another version': rawRequest(['GET /canary HTTP/9.9', HOST]),
    'a header without a colon': rawRequest(['GET / HTTP/1.1', HOST, 'canary']),
    'a space before a colon': rawRequest(['GET / HTTP/1.1', HOST, 'X-Canary : canary']),
    'a line that is folded': rawRequest(['GET / HTTP/1.1', HOST, 'X-Canary: a', ' canary']),
    'a control character in a header': rawRequest(['GET / HTTP/1.1', HOST, 'X-Canary: a\u0000canary']),
    'both Content-Length and Transfer-Encoding': rawRequest(
      [
        'POST /logout HTTP/1.1',
        HOST,
        'Content-Length: 6',
        'Transfer-Encoding: chunked',
        'Content-Type: application/json',
      ],
      '0\r\n\r\nG',
    ),
    'two lengths': rawRequest(
      ['POST /logout HTTP/1.1', HOST, 'Content-Length: 1', 'Content-Length: 2'],
      'xx',
    ),
    'an invalid length': rawRequest(['POST /logout HTTP/1.1', HOST, 'Content-Length: -1']),
    'a transfer coding that hides another': rawRequest(
      ['POST /logout HTTP/1.1', HOST, 'Transfer-Encoding: chunked, identity'],
      '0\r\n\r\n',
    ),
  };
  for (const [what, bytes] of Object.entries(malformed)) {
    t.test(`as ${what}, is 400 and ends the connection`, async (t) => {
      wasRejected(t, await sendRaw(app.url, bytes), 400);
    });
  }

  t.test('with a truncated chunked body, is 400 and changes nothing', async (t) => {
    const client = await app.signIn(seededUsers.events.id);
    const cookie = `Cookie: ${client.cookieHeader()}`;
    const lines = [HOST, cookie, 'Sec-Fetch-Site: same-origin', 'Content-Type: application/json'];
    const head = ['POST /logout HTTP/1.1', ...lines, 'Transfer-Encoding: chunked'];
    wasRejected(t, await sendRaw(app.url, rawRequest(head, '2\r\n{}\r\ncanary\r\n')), 400);
    t.equal((await client.get('/api/me')).status, 200, 'the session remains valid');
  });

  t.test('is 431 if the headers are too large', async (t) => {
    const big = `X-Big: ${'canary'.repeat(4_000)}`;
    wasRejected(t, await sendRaw(app.url, rawRequest(['GET / HTTP/1.1', HOST, big])), 431);
    const address = `/${'canary'.repeat(4_000)}`;
    wasRejected(t, await sendRaw(app.url, rawRequest([`GET ${address} HTTP/1.1`, HOST])), 431);
  });

  t.test('with several Host headers, or none, gets one 400 and ends the connection', async (t) => {
    const second = ['Host: evil.example', 'host: evil.example', 'HOST: evil.example', HOST];
    for (const path of ['/livez', '/api/me', '/nothing', '/privacy'])
      for (const line of second)
        wasRejected(t, await sendRaw(app.url, rawRequest([`GET ${path} HTTP/1.1`, HOST, line])), 400);
    wasRejected(t, await sendRaw(app.url, rawRequest(['GET /livez HTTP/1.1'])), 400);
    for (const path of ['/install', '/oauth/callback?code=canary&state=canary']) {
      const page = await sendRaw(app.url, rawRequest([`GET ${path} HTTP/1.1`, HOST, 'Host: evil.example']));
      t.equal(page.status, 400);
    }
    t.equal((await sendRaw(app.url, rawRequest(['GET /livez HTTP/1.0']))).status, 200, 'HTTP/1.0 needs none');
  });

  t.test('with an unsupported transfer coding, gets one 400 and ends the connection', async (t) => {
    for (const coding of ['xchunked', 'gzip', 'gzip, chunked', 'identity', 'chunked, chunked', '']) {
      for (const request of ['POST /logout', 'GET /livez', 'POST /webhooks/zoom', 'GET /install']) {
        const head = [`${request} HTTP/1.1`, HOST, `Transfer-Encoding: ${coding}`];
        const response = await sendRaw(app.url, rawRequest(head, '6\r\ncanary\r\n0\r\n\r\n'));
        t.equal(response.text.match(/HTTP\/1\.1 \d/g)?.length, 1, `${request}, ${coding}: one response`);
        t.equal(response.status, 400);
      }
    }
    const chunked = ['POST /nothing HTTP/1.1', HOST, 'Transfer-Encoding: Chunked', CLOSE];
    t.equal((await sendRaw(app.url, rawRequest(chunked, '0\r\n\r\n'))).status, 404, 'case does not matter');
  });

  t.test('gets no second response if the first was sent before the body was truncated', async (t) => {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    t.teardown(() => socket.destroy());
    socket.setEncoding('utf8');
    const head = ['POST /nothing HTTP/1.1', HOST, 'Transfer-Encoding: chunked'];
    socket.write(rawRequest(head));
    const [first] = (await once(socket, 'data')) as [string];
    t.match(first, /^HTTP\/1\.1 404 /);
    let more = '';
    socket.on('data', (text: string) => {
      more += text;
    });
    socket.write('this is no chunk\r\n');
    await once(socket, 'close');
    t.equal(more, '');
  });

  t.test('after a valid request, waits for the response to that request', async (t) => {
    const head = [`GET /api/me HTTP/1.1`, HOST];
    const response = await sendRaw(app.url, `${rawRequest(head)}canary canary\r\n\r\n`);
    t.same(response.text.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 401', 'HTTP/1.1 400']);
  });

  t.test('with a URL that can’t be decoded, gets a response with the security headers', async (t) => {
    const { statusCode, headers, body } = await app.app.inject({ url: '/%zz' });
    t.equal(statusCode, 404);
    t.match(headers['content-type'], /^application\/problem\+json/);
    t.notMatch(body, /zz/);
    hasSecurityHeaders(t, headers as Record<string, string>);
  });

  t.test('with a URL that can’t be decoded, is not found', async (t) => {
    for (const path of ['/%', '/%zz', '/canary%', '/%ff', '/%c0%ae', '/privacy%', '/%?canary=1', '/%E0%A4%A'])
      wasRejected(t, await sendRaw(app.url, rawRequest([`GET ${path} HTTP/1.1`, HOST, CLOSE])), 404);
    for (const path of ['/api/%', '/api/meetings/%zz/livestream', '/api/meetings/%ff/livestream'])
      wasRejected(t, await sendRaw(app.url, rawRequest([`GET ${path} HTTP/1.1`, HOST, CLOSE])), 401);
    const long = `/api/meetings/${'1'.repeat(5_000)}/livestream`;
    wasRejected(t, await sendRaw(app.url, rawRequest([`GET ${long} HTTP/1.1`, HOST, CLOSE])), 401);
  });

  t.test('with a URL of another origin, is not found', async (t) => {
    for (const target of ['//evil.example/canary', '/..;/canary', '/./canary', '*', '/privacy/../canary'])
      t.equal(
        (await sendRaw(app.url, rawRequest([`GET ${target} HTTP/1.1`, HOST, CLOSE]))).status,
        404,
        target,
      );
  });

  t.test('with an unknown expectation, gets a normal response', async (t) => {
    const response = await sendRaw(
      app.url,
      rawRequest(['GET /livez HTTP/1.1', HOST, 'Expect: canary', CLOSE]),
    );
    t.equal(response.status, 200);
    hasSecurityHeaders(t, response.headers);
  });

  t.test('does not affect other clients', async (t) => {
    t.equal((await app.client().get('/livez')).status, 200);
    t.notMatch(app.logs.join(''), /canary/);
  });
});
