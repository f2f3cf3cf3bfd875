// A small app that uses @zoom/rivet like its documentation: a client per user, with a token store
// in PostgreSQL. No session, no log, no encryption. The server of `tools/chaos/peer` is the same
// without updates; this one is JavaScript, so that the memory of a compiler is not measured.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Pool } from 'pg';

const { PEER_DIRECTORY, PORT, DATABASE_URL, ZOOM_OAUTH_URL, ZOOM_API_URL } = process.env;
const requireFromPeer = createRequire(join(PEER_DIRECTORY, 'package.json'));
const { MeetingsOAuthClient } = requireFromPeer('@zoom/rivet/meetings');
const axios = createRequire(requireFromPeer.resolve('@zoom/rivet/meetings'))('axios');

// Rivet's token endpoint is fixed. An interceptor of its axios changes the URL; Rivet itself is
// unchanged.
axios.interceptors.request.use((request) => {
  if (request.url?.startsWith('https://zoom.us/')) {
    request.url = request.url.replace('https://zoom.us', ZOOM_OAUTH_URL);
  }
  return request;
});

const pool = new Pool({ connectionString: DATABASE_URL, max: 10 });
const clients = new Map();

function clientOf(user) {
  const client =
    clients.get(user) ??
    new MeetingsOAuthClient({
      clientId: process.env.ZOOM_CLIENT_ID,
      clientSecret: process.env.ZOOM_CLIENT_SECRET,
      baseUrl: ZOOM_API_URL,
      disableReceiver: true,
      installerOptions: { redirectUri: 'http://127.0.0.1/oauth/callback', stateStore: 'a-secret-for-states' },
      tokenStore: {
        getLatestToken: () => readToken(user),
        storeToken: (token) => storeToken(user, token),
      },
    });
  clients.set(user, client);
  return client;
}

async function readToken(user) {
  const { rows } = await pool.query({
    name: 'read-token',
    text: 'select token from plain_token where user_id = $1',
    values: [user],
  });
  return rows[0]?.token;
}

async function storeToken(user, token) {
  await pool.query('update plain_token set token = $2 where user_id = $1', [user, token]);
}

const server = createServer(async (request, reply) => {
  const { pathname, searchParams } = new URL(request.url, 'http://peer');
  if (pathname === '/readyz') return void reply.end();
  const { meetings } = clientOf(searchParams.get('user')).endpoints;
  const path = { meetingId: Number(searchParams.get('meeting')) };
  try {
    if (request.method === 'PATCH') {
      await meetings.updateLivestream({ path, body: JSON.parse(await text(request)) });
      reply.end('{}');
      return;
    }
    const { data } = await meetings.getLivestreamDetails({ path });
    reply.setHeader('content-type', 'application/json').end(JSON.stringify(data));
  } catch (error) {
    reply.statusCode = 500;
    reply.end(error instanceof Error ? error.name : 'unknown');
  }
});
server.listen(Number(PORT), '127.0.0.1');
