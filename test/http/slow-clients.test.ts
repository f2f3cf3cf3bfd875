import { connect } from 'node:net';
import { type Test, test } from 'tap';
import { type RunningApp, startApp } from '../helpers/app.ts';

/**
 * Sends single bytes until the server closes the connection. Returns its response and the elapsed
 * time.
 */
function drip(url: string, begin: string, drop: string): Promise<{ text: string; ms: number }> {
  const { hostname, port } = new URL(url);
  const began = performance.now();
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(begin));
    const dripping = setInterval(() => drop !== '' && socket.write(drop), 500);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(dripping);
      resolve({ text, ms: performance.now() - began });
    });
  });
}

/**
 * The limits are 8 s for headers and 10 s for a request, checked every second. Node's defaults are
 * a minute or more.
 */
const PATIENCE_MS = 25_000;

function wasCutOff(t: Test, { text, ms }: { text: string; ms: number }): void {
  t.match(text, /^HTTP\/1\.1 408 Request Timeout\r\n/);
  t.match(text, /content-type: application\/problem\+json/);
  t.ok(ms < PATIENCE_MS, `ended after ${Math.round(ms)} ms`);
}

test('a client that never finishes', async (t) => {
  const app: RunningApp = await startApp(t);
  const client = await app.signIn('SimEventsTeam_00000001');
  const { host } = new URL(app.url);
  const head = `POST /logout HTTP/1.1\r\nHost: ${host}\r\nCookie: ${client.cookieHeader()}\r\nSec-Fetch-Site: same-origin\r\n`;
  const json = 'Content-Type: application/json\r\n';
  const [silent, headers, headerLines, body, chunks] = [
    drip(app.url, '', ''),
    drip(app.url, 'GET / HTTP/1.1\r\nX-Slow: ', 'a'),
    drip(app.url, head, 'X-Slow: a\r\n'),
    drip(app.url, `${head}${json}Content-Length: 1000\r\n\r\n`, ' '),
    drip(app.url, `${head}${json}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'),
  ];
  const idle = Array.from({ length: 200 }, () => drip(app.url, 'GET / HTTP/1.1\r\n', ''));

  t.test('does not block other clients', async (t) => {
    const responses = await Promise.all(Array.from({ length: 20 }, () => client.get('/api/me')));
    t.ok(responses.every(({ status }) => status === 200));
  });

  t.test('its headers is disconnected with 408', async (t) => {
    wasCutOff(t, await headers);
    wasCutOff(t, await headerLines);
  });

  t.test('its body is disconnected with 408, and the request has no effect', async (t) => {
    wasCutOff(t, await body);
    wasCutOff(t, await chunks);
    t.equal((await client.get('/api/me')).status, 200);
  });

  t.test('its TCP connection is disconnected as well', async (t) => {
    t.ok((await silent).ms < PATIENCE_MS);
    for (const { ms } of await Promise.all(idle)) if (ms >= PATIENCE_MS) t.fail(`ended after ${ms} ms`);
    t.pass();
  });
});
