import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';

const { events } = seededUsers;

/** Fetch Metadata and Origin headers of browsers and other clients; `[]` omits a header. */
type From = { site: string | string[]; origin: string | string[] };

test('the origin of a request', async (t) => {
  const app = await startApp(t);
  const meeting = app.simulator.addMeeting({ hostId: events.id });
  const own = app.url;

  const rejected: Record<string, From> = {
    'another site': { site: 'cross-site', origin: 'https://evil.example' },
    'another site with our origin in Origin': { site: 'cross-site', origin: own },
    'another origin of the same site': { site: 'same-site', origin: 'http://127.0.0.1:1' },
    'the address bar': { site: 'none', origin: [] },
    'an unknown value of Sec-Fetch-Site': { site: 'same-origin-ish', origin: own },
    'a site in upper case': { site: 'SAME-ORIGIN', origin: own },
    'an empty site': { site: '', origin: own },
    'two sites': { site: ['same-origin', 'cross-site'], origin: own },
    'no site and another origin': { site: [], origin: 'https://evil.example' },
    'no site and no origin': { site: [], origin: [] },
    'no site and the origin null': { site: [], origin: 'null' },
    'no site and our origin with a slash': { site: [], origin: `${own}/` },
    'no site and our host on another port': { site: [], origin: 'http://127.0.0.1:1' },
    'no site and our host by https': { site: [], origin: own.replace('http:', 'https:') },
    'no site and an origin that starts like ours': { site: [], origin: `${own}.evil.example` },
    'no site and two origins': { site: [], origin: [own, 'https://evil.example'] },
  };
  const accepted: Record<string, From> = {
    'our own origin': { site: 'same-origin', origin: own },
    'our own origin without Origin': { site: 'same-origin', origin: [] },
    'our own origin in Fetch Metadata, with another Origin': { site: 'same-origin', origin: 'null' },
    'an old browser with our Origin': { site: [], origin: own },
  };

  const headersOf = ({ site, origin }: From) => ({ 'sec-fetch-site': site, origin });
  const path = `/api/meetings/${meeting.id}/livestream`;
  const unsafe: Record<string, (client: Client, from: From) => ReturnType<Client['post']>> = {
    'PATCH of a livestream': (client, from) =>
      client.request('PATCH', path, {
        body: { page_url: 'https://page.example/' },
        headers: { ...headersOf(from), 'if-match': '*' },
      }),
    'POST /logout': (client, from) => client.post('/logout', { headers: headersOf(from) }),
    'POST /logout/everywhere': (client, from) =>
      client.post('/logout/everywhere', { headers: headersOf(from) }),
    'POST to an unknown route': (client, from) => client.post('/api/nothing', { headers: headersOf(from) }),
    'DELETE of an unknown route': (client, from) =>
      client.request('DELETE', '/api/nothing', { headers: headersOf(from) }),
  };

  for (const [name, send] of Object.entries(unsafe)) {
    t.test(`${name} from another origin is rejected and has no effect`, async (t) => {
      const client = await app.signIn(events.id);
      app.simulator.clearRequests();
      for (const [where, from] of Object.entries(rejected)) {
        const response = await send(client, from);
        t.match([response.status, response.json.code], [403, 'cross_site_request'], where);
      }
      t.equal(app.simulator.requests().length, 0, 'no request reaches Zoom');
      t.equal((await client.get('/api/me')).status, 200, 'the session continues');
    });

    t.test(`${name} from our own pages is accepted`, async (t) => {
      for (const [where, from] of Object.entries(accepted)) {
        const response = await send(await app.signIn(events.id), from);
        t.not(response.status, 403, where);
      }
    });
  }

  t.test('is not checked for reads', async (t) => {
    const client = await app.signIn(events.id);
    for (const [where, from] of Object.entries(rejected)) {
      const response = await client.request('GET', '/api/me', { headers: headersOf(from) });
      t.equal(response.status, 200, where);
    }
  });

  t.test('never leads to a CORS header', async (t) => {
    const client = await app.signIn(events.id);
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'content-type,if-match',
    };
    for (const [method, at] of [
      ['GET', '/api/me'],
      ['OPTIONS', '/api/me'],
      ['OPTIONS', path],
      ['PATCH', path],
      ['GET', '/install'],
      ['OPTIONS', '/logout'],
      ['GET', '/nothing'],
    ] as const) {
      const response = await client.request(method, at, { headers });
      const names = Object.keys(response.headers).filter((name) => name.startsWith('access-control-'));
      t.same(names, [], `${method} ${at}`);
    }
  });
});
