import { createServer } from 'node:http';
import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { badResponses } from '../helpers/bad-responses.ts';
import { addHosted, HOST, refreshes } from '../helpers/zoom-host.ts';

/** The target of redirects: requests that arrive here were sent to a wrong host. */
const misdirected: unknown[] = [];
const elsewhere = createServer((request, response) => {
  misdirected.push(request.url);
  response.end('{}');
});
await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
t.teardown(() => elsewhere.close());
const { port } = elsewhere.address() as { port: number };
const BAD_RESPONSES = Object.entries(badResponses(`http://127.0.0.1:${port}`));

const env = { ZOOM_LIGHT_PER_SECOND: '1000', RATE_LIMIT_ADDRESS_PER_MINUTE: '10000' };
const uplink = await startApp(t, { env });
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
const { path } = addHosted(simulator);
const requestWithExpiredToken = () => {
  simulator.expireAccessTokens(HOST);
  return host.get(path, { 'cache-control': 'no-cache' });
};

// Zoom has rotated the token in these cases, and temporarily accepts the old one.
simulator.state.settings.refreshGraceSeconds = 30;

for (const [name, fault] of BAD_RESPONSES) {
  t.test(`${name} from the token endpoint never ends a connection`, async (t) => {
    simulator.clearRequests();
    simulator.addFault({ ...fault, path: '/oauth/token', times: 2 });
    const result = await requestWithExpiredToken();
    t.ok([502, 503].includes(result.status), `${result.status}`);
    t.equal(result.json.code, 'zoom_unavailable');
    t.ok(refreshes(simulator).length <= 2);
    t.match((await host.get('/api/me')).json.connection, { status: 'connected' });
    simulator.clearFaults();
    // More than once, so that the circuit stays closed.
    for (let again = 0; again < 4; again += 1) {
      t.equal((await requestWithExpiredToken()).status, 200, 'and the next request succeeds');
    }
    t.strictSame(misdirected, []);
  });
}

for (const [name, fault] of BAD_RESPONSES) {
  t.test(`${name} as the response to a code exchange shows a page and starts no session`, async (t) => {
    simulator.addFault({ ...fault, path: '/oauth/token' });
    const client = uplink.client();
    const result = await client.get(await client.authorize(HOST));
    t.ok([400, 502].includes(result.status), `${result.status}`);
    t.match(result.headers['content-type'], /html/);
    t.equal((await client.get('/api/me')).status, 401);
    simulator.clearFaults();
    await t.resolves(client.signIn(HOST));
    t.strictSame(misdirected, []);
  });
}
