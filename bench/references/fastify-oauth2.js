// A small app that uses @fastify/oauth2 to refresh tokens: it reads the token from PostgreSQL,
// refreshes it if it has expired, stores it and uses it. No session, no log, no encryption.
import oauth2 from '@fastify/oauth2';
import Fastify from 'fastify';
import { Pool } from 'pg';
import { Agent, request } from 'undici';

const { DATABASE_URL, ZOOM_OAUTH_URL, ZOOM_API_URL, ZOOM_CLIENT_ID, ZOOM_CLIENT_SECRET } = process.env;
const app = Fastify();
const pool = new Pool({ connectionString: DATABASE_URL, max: 10 });
const dispatcher = new Agent();

await app.register(oauth2, {
  name: 'zoom',
  credentials: {
    client: { id: ZOOM_CLIENT_ID, secret: ZOOM_CLIENT_SECRET },
    auth: { tokenHost: ZOOM_OAUTH_URL, tokenPath: '/oauth/token', authorizePath: '/oauth/authorize' },
  },
  callbackUri: 'http://127.0.0.1/oauth/callback',
});

async function accessTokenOf(user) {
  const { rows } = await pool.query('select token from plain_token where user_id = $1', [user]);
  const { accessToken, refreshToken, expirationTimeIso } = rows[0].token;
  if (Date.parse(expirationTimeIso) > Date.now()) return accessToken;
  const before = { access_token: accessToken, refresh_token: refreshToken, expires_at: expirationTimeIso };
  const { token } = await app.zoom.getNewAccessTokenUsingRefreshToken(before, {});
  const after = {
    accessToken: token.access_token,
    refreshToken: token.refresh_token,
    expirationTimeIso: token.expires_at,
  };
  await pool.query('update plain_token set token = $2 where user_id = $1', [user, after]);
  return token.access_token;
}

app.get('/livestream', async ({ query: { user, meeting } }, reply) => {
  const authorization = `Bearer ${await accessTokenOf(user)}`;
  const response = await request(`${ZOOM_API_URL}/meetings/${meeting}/livestream`, {
    dispatcher,
    headers: { authorization, accept: 'application/json' },
  });
  return reply.code(response.statusCode).send(await response.body.json());
});
app.get('/readyz', () => ({ status: 'ok' }));
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
