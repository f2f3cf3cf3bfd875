/**
 * A small app on @zoom/rivet, like the one in its documentation: a `MeetingsOAuthClient` per host,
 * with a token store in PostgreSQL. `GET /livestream?user=…&meeting=…` reads the livestream from
 * Zoom through it.
 *
 * Rivet's token endpoint is fixed at https://zoom.us. Rivet calls it with axios, so an interceptor
 * sends these requests to ZOOM_OAUTH_URL without changes to Rivet. The URL of the API is Rivet's
 * option `baseUrl`.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Pool } from 'pg';

const { PEER_DIRECTORY = '', PORT, DATABASE_URL, ZOOM_OAUTH_URL = '', ZOOM_API_URL = '' } = process.env;
const { ZOOM_CLIENT_ID = '', ZOOM_CLIENT_SECRET = '' } = process.env;

/** The parts of Rivet and axios that are used. */
interface RivetClient {
  endpoints: {
    meetings: { getLivestreamDetails(given: { path: { meetingId: number } }): Promise<{ data: unknown }> };
  };
}
interface Rivet {
  MeetingsOAuthClient: new (options: object) => RivetClient;
}
interface Axios {
  interceptors: { request: { use(change: (request: { url?: string }) => object): void } };
}

const requireFromPeer = createRequire(join(PEER_DIRECTORY, 'package.json'));
const { MeetingsOAuthClient }: Rivet = requireFromPeer('@zoom/rivet/meetings');
const axios: Axios = createRequire(requireFromPeer.resolve('@zoom/rivet/meetings'))('axios');

axios.interceptors.request.use((request) => {
  if (request.url?.startsWith('https://zoom.us/')) {
    request.url = request.url.replace('https://zoom.us', ZOOM_OAUTH_URL);
  }
  return request;
});

const pool = new Pool({ connectionString: DATABASE_URL, max: 10 });
pool.on('error', () => {});
const clients = new Map<string, RivetClient>();

function clientOf(user: string): RivetClient {
  const client =
    clients.get(user) ??
    new MeetingsOAuthClient({
      clientId: ZOOM_CLIENT_ID,
      clientSecret: ZOOM_CLIENT_SECRET,
      baseUrl: ZOOM_API_URL,
      disableReceiver: true,
      installerOptions: { redirectUri: 'http://127.0.0.1/oauth/callback', stateStore: 'a-secret-for-states' },
      tokenStore: {
        getLatestToken: () => readToken(user),
        storeToken: (token: object) => storeToken(user, token),
      },
    });
  clients.set(user, client);
  return client;
}

async function readToken(user: string): Promise<object | undefined> {
  const { rows } = await pool.query('select token from peer_token where user_id = $1', [user]);
  return rows[0]?.token;
}

async function storeToken(user: string, token: object): Promise<void> {
  await pool.query('update peer_token set token = $2 where user_id = $1', [user, token]);
}

const server = createServer(async (request, reply) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://peer');
  if (pathname === '/readyz') return void reply.end();
  const user = searchParams.get('user') ?? '';
  const meetingId = Number(searchParams.get('meeting'));
  try {
    const { data } = await clientOf(user).endpoints.meetings.getLivestreamDetails({ path: { meetingId } });
    reply.end(JSON.stringify(data));
  } catch (error) {
    reply.statusCode = 500;
    reply.end(error instanceof Error ? error.name : 'unknown');
  }
});
server.listen(Number(PORT), '127.0.0.1');
