import { test } from 'tap';
import { type RunningApp, startApp, type Test } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { freePort } from '../helpers/free-port.ts';
import { addHosted, HOST } from '../helpers/zoom-host.ts';
import { connectHttp2, type Http2Client } from './http2-client.ts';
import { type ReverseProxy, startCaddy, startNginx } from './proxies.ts';

const starters = { Caddy: startCaddy, nginx: startNginx };

interface Deployment {
  uplink: RunningApp;
  proxy: ReverseProxy;
  browser: Http2Client;
  /** The header with the session of a signed-in user. */
  cookie: string;
}

async function deploy(t: Test, start: typeof startCaddy): Promise<Deployment> {
  const publicPort = await freePort();
  const publicUrl = `https://localhost:${publicPort}`;
  const uplink = await startApp(t, { env: { PUBLIC_URL: publicUrl, TRUST_PROXY: '1' } });
  uplink.simulator.configure({ redirectUris: [`${publicUrl}/oauth/callback`] });
  const proxy = await start(t, { port: uplink.config.port, publicPort });
  const browser = connectHttp2(t, proxy);
  return { uplink, proxy, browser, cookie: await signIn(uplink, browser) };
}

/** Signs in through the proxy, as a browser does. */
async function signIn({ simulator }: RunningApp, browser: Http2Client): Promise<string> {
  const install = await browser.send('GET', '/install');
  const callback = await simulator.authorize(String(install.headers.location), HOST);
  const { pathname, search } = new URL(callback);
  const done = await browser.send('GET', `${pathname}${search}`, {
    cookie: cookiesOf(install.headers['set-cookie']),
  });
  if (done.status !== 303) throw new Error(`sign-in failed with ${done.status}: ${done.text}`);
  return cookiesOf(done.headers['set-cookie']);
}

function cookiesOf(received: string[] | undefined): string {
  return (received ?? []).map((each) => each.split(';')[0]).join('; ');
}

for (const [name, start] of Object.entries(starters)) {
  test(`behind ${name}`, async (t) => {
    const { uplink, proxy, browser, cookie } = await deploy(t, start);
    const { path } = addHosted(uplink.simulator);

    t.test('a browser uses the app over HTTP/2 and https', async (t) => {
      t.equal((await browser.send('GET', '/privacy')).status, 200);
      t.match(await browser.send('GET', '/api/me', { cookie }), { status: 200 });
      t.equal((await browser.send('GET', '/api/me')).status, 401);
      t.match(cookie, /__Host-uplink-session=/);
    });

    t.test('a change is sent, and its event arrives immediately on an open stream', async (t) => {
      const received = browser.stream('/api/events', { cookie });
      t.ok(await eventually(() => received() !== ''), 'the beginning of the stream is not buffered');
      const { headers } = await browser.send('GET', path, { cookie });
      const body = JSON.stringify({
        stream_url: 'rtmp://live.example.com/app',
        stream_key: 'a-key-of-this-test',
        page_url: 'https://watch.example.com/proxied',
      });
      const unsafe = { cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
      const changed = await browser.send(
        'PATCH',
        path,
        { ...unsafe, 'if-match': String(headers.etag) },
        body,
      );
      t.equal(changed.status, 200, changed.text);
      t.ok(await eventually(() => /event: ?livestream/.test(received())), 'the event is not buffered');
    });

    t.test('the largest body that the API accepts passes', async (t) => {
      const unsafe = { cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
      const filler = 'x'.repeat(500 * 1024);
      const body = JSON.stringify({
        kind: 'meetings',
        dry_run: true,
        updates: [{ meeting_id: '81234567890', page_url: filler }],
      });
      const { status, headers } = await browser.send('POST', '/api/bulk-updates', unsafe, body);
      t.equal(status, 400, 'rejected by the app, not by the proxy');
      t.match(headers['content-type'], /^application\/problem\+json/);
    });

    t.test('a client can’t choose its address', async (t) => {
      await browser.send('GET', '/oauth/callback?error=access_denied', { 'x-forwarded-for': '8.8.8.8' });
      const line = uplink.logs
        .map((each) => JSON.parse(each))
        .findLast(({ msg }) => msg === 'sign-in rejected');
      t.match(line, { address: /^loopback/ });
    });

    t.test('the logs of the proxy contain no sign-in code and no secret link', async (t) => {
      await browser.send('GET', '/oauth/callback?code=canary-of-the-code&state=canary-of-the-state');
      await browser.send('GET', '/calendar/canary-of-the-calendar.ics');
      t.notMatch(await proxy.logs(), /canary/);
    });
  });
}
