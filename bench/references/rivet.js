// A small app that uses @zoom/rivet like its documentation: a client per user, with a token store
// in PostgreSQL. No session, no log, no encryption. The server of `tools/chaos/peer` is the same
// without updates; this one is JavaScript, so that the memory of a compiler is not measured.
import { randomUUID } from 'node:crypto';
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

const owner = randomUUID();

function query(name, text, values) {
  return pool.query({ name, text, values });
}

/**
 * An update with Uplink's guarantees: one writer at a time, on any number of instances; merged
 * with what Zoom has; an intent that survives a crash; checked and recorded after the change.
 */
async function updateGuarded(meetings, { user, meeting }, changes) {
  const path = { meetingId: Number(meeting) };
  const lease = await query(
    'take-lease',
    `insert into plain_livestream as l (user_id, meeting_id, owner, until) values ($1, $2, $3, now() + interval '20 seconds')
     on conflict (user_id, meeting_id) do update set owner = excluded.owner, until = excluded.until
     where l.owner is null or l.until < now()`,
    [user, meeting, owner],
  );
  if (lease.rowCount === 0) throw new Error('busy');
  const { data: before } = await meetings.getLivestreamDetails({ path });
  const wanted = { ...before, ...changes };
  const intent = await query(
    'store-intent',
    `update plain_livestream set intended = $4, value = $5, until = now() + interval '20 seconds'
     where user_id = $1 and meeting_id = $2 and owner = $3`,
    [user, meeting, owner, wanted, before],
  );
  if (intent.rowCount === 0) throw new Error('lease lost');
  await meetings.updateLivestream({ path, body: wanted });
  const { data: after } = await meetings.getLivestreamDetails({ path });
  if (Object.keys(changes).some((field) => after[field] !== changes[field])) throw new Error('not applied');
  await query(
    'store-result',
    `with stored as (
       update plain_livestream set value = $5, intended = null, owner = null, until = null
       where user_id = $1 and meeting_id = $2 and owner = $3 returning 1)
     insert into plain_history (user_id, meeting_id, before, after) select $1, $2, $4, $5 from stored`,
    [user, meeting, owner, before, after],
  );
  return after;
}

const server = createServer(async (request, reply) => {
  const { pathname, searchParams } = new URL(request.url, 'http://peer');
  if (pathname === '/readyz') return void reply.end();
  const { meetings } = clientOf(searchParams.get('user')).endpoints;
  const path = { meetingId: Number(searchParams.get('meeting')) };
  try {
    if (request.method === 'PATCH') {
      const changes = JSON.parse(await text(request));
      if (searchParams.has('guarded')) {
        const target = { user: searchParams.get('user'), meeting: searchParams.get('meeting') };
        const after = await updateGuarded(meetings, target, changes);
        reply.setHeader('content-type', 'application/json').end(JSON.stringify(after));
        return;
      }
      await meetings.updateLivestream({ path, body: changes });
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
