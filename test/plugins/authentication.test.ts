import cookie from '@fastify/cookie';
import Fastify, { type FastifyRequest } from 'fastify';
import t from 'tap';
import { authenticationPlugin } from '../../src/plugins/authentication.ts';
import { waitBudgetPlugin } from '../../src/plugins/wait-budget.ts';
import { Problem } from '../../src/problem.ts';

const PUBLIC_URL = 'https://uplink.example';
const OWN = { 'sec-fetch-site': 'same-origin' };

interface StartOptions {
  https?: boolean;
  /** Sessions in memory, by ID. */
  cached?: Record<string, string>;
  /** Sessions that only the database has; an error if it is unreachable. */
  stored?: Record<string, string> | Error;
}

/** A server with one protected route, and the user IDs of the requests that reached it. */
async function start({ https = true, cached = {}, stored = {} }: StartOptions = {}) {
  const users: string[] = [];
  const app = Fastify();
  await app.register(waitBudgetPlugin);
  await app.register(cookie);
  await app.register(authenticationPlugin, {
    publicUrl: PUBLIC_URL,
    https,
    sessions: {
      cachedUserOf: (id: string) => cached[id],
      userOf: async (id: string) => {
        if (stored instanceof Error) throw stored;
        return stored[id];
      },
    } as never,
  });
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof Problem)) return reply.code(500).send({ message: String(error) });
    const { status, code, members } = error;
    return reply.code(status).send({ code, message: members.detail, reason: members.reason });
  });
  const handler = async ({ userId }: FastifyRequest) => void users.push(userId);
  app.route({
    method: ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/',
    onRequest: app.requireSignedIn,
    handler,
  });
  app.get('/public', handler);
  app.get('/begin', async (_request, reply) => {
    app.sessionCookie.write(reply, 'new-id');
  });
  app.get('/end', async (_request, reply) => {
    app.sessionCookie.clear(reply);
  });
  app.get('/read', async (request) => ({ id: app.sessionCookie.read(request) ?? null }));

  const name = https ? '__Host-uplink-session' : 'uplink-session';
  async function send(method: 'GET' | 'POST', id?: string, headers: Record<string, string> = {}) {
    const cookies: Record<string, string> = id === undefined ? {} : { [name]: id };
    const response = await app.inject({ method, url: '/', cookies, headers });
    return { status: response.statusCode, ...(response.body === '' ? {} : response.json()) };
  }
  return { app, send, users };
}

t.test('a request without a session, or with an unknown one, is not signed in', async (t) => {
  const { send, users } = await start({ cached: { id: 'alice' } });
  for (const id of [undefined, '', 'other'])
    t.match(await send('GET', id), { status: 401, code: 'not_signed_in' }, String(id));
  t.same(users, []);
  const withoutDatabase = await start({ stored: new Error('unreachable') });
  t.match(await withoutDatabase.send('GET'), { status: 401 }, 'without a cookie, nothing is looked up');
});

t.test('a cached session and one from the database identify the user', async (t) => {
  const { send, users } = await start({ cached: { a: 'alice' }, stored: { b: 'bob' } });
  t.equal((await send('GET', 'a')).status, 200);
  t.equal((await send('GET', 'b')).status, 200);
  t.same(users, ['alice', 'bob']);
});

t.test('a route that needs no session has no user', async (t) => {
  const { app, users } = await start({ cached: { a: 'alice' } });
  await app.inject({ url: '/public', cookies: { '__Host-uplink-session': 'a' } });
  t.same(users, ['']);
});

t.test('an unreachable database is an error, not a missing session', async (t) => {
  const { send } = await start({ stored: new Error('unreachable') });
  t.match(await send('GET', 'a'), { status: 500, message: /unreachable/ });
});

t.test('a page that was opened for another user is not signed in', async (t) => {
  const { send, users } = await start({ cached: { a: 'alice' } });
  t.equal((await send('POST', 'a', { ...OWN, 'x-uplink-user': 'alice' })).status, 200);
  for (const method of ['GET', 'POST'] as const)
    t.match(await send(method, 'a', { ...OWN, 'x-uplink-user': 'bob' }), {
      status: 401,
      code: 'not_signed_in',
      reason: 'somebody_else',
      message: /Another user is now signed in.*Nothing was changed/,
    });
  t.same(users, ['alice']);
});

t.test('unsafe methods need the app’s own origin, safe ones do not', async (t) => {
  const { app, send } = await start({ cached: { a: 'alice' } });
  const cookies = { '__Host-uplink-session': 'a' };
  const statusOf = async (method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE') =>
    (await app.inject({ method, url: '/', cookies, headers: { 'sec-fetch-site': 'cross-site' } })).statusCode;
  for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) t.equal(await statusOf(method), 200, method);
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
    t.equal(await statusOf(method), 403, method);
  t.match(await send('POST', 'a', { 'sec-fetch-site': 'cross-site' }), { code: 'cross_site_request' });
});

t.test('every method that RFC 9110 defines as safe is accepted from other sites', async (t) => {
  const { app } = await start({ cached: { a: 'alice' } });
  const request = (method: string) =>
    ({ method, headers: {}, cookies: { '__Host-uplink-session': 'a' } }) as unknown as FastifyRequest;
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'POST']) {
    const errors: unknown[] = [];
    app.requireSignedIn(request(method), {} as never, (error) => errors.push(error));
    t.match(errors, [method === 'POST' ? { code: 'cross_site_request' } : undefined], method);
  }
});

t.test('the plugin requires the plugin that parses cookies', async (t) => {
  const options = { publicUrl: PUBLIC_URL, https: true, sessions: {} as never };
  await t.rejects(async () => Fastify().register(authenticationPlugin, options), /@fastify\/cookie/);
  const { app } = await start();
  t.ok(app.hasPlugin('authentication'));
});

t.test('Fetch Metadata decides, and Origin only without it', async (t) => {
  const { send } = await start({ cached: { a: 'alice' } });
  const accepted = [OWN, { ...OWN, origin: 'null' }, { origin: PUBLIC_URL }];
  const rejected = [
    {},
    { origin: 'null' },
    { origin: `${PUBLIC_URL}.evil.example` },
    { 'sec-fetch-site': 'same-site', origin: PUBLIC_URL },
    { 'sec-fetch-site': 'none', origin: PUBLIC_URL },
    { 'sec-fetch-site': '', origin: PUBLIC_URL },
  ];
  for (const headers of accepted)
    t.equal((await send('POST', 'a', headers as Record<string, string>)).status, 200);
  for (const headers of rejected)
    t.equal((await send('POST', 'a', headers as Record<string, string>)).status, 403);
});

t.test('the cookie is unreadable for scripts, sent to this host only, and bound to https', async (t) => {
  const { app } = await start();
  const attributes = 'Path=/; HttpOnly; Secure; SameSite=Lax';
  t.equal((await app.inject('/begin')).headers['set-cookie'], `__Host-uplink-session=new-id; ${attributes}`);
  const cleared = String((await app.inject('/end')).headers['set-cookie']);
  t.match(cleared, /^__Host-uplink-session=; /);
  for (const attribute of attributes.split('; ')) t.ok(cleared.includes(attribute), attribute);
  t.equal((await app.inject('/end')).headers['clear-site-data'], '"storage"');
  const cookies = { '__Host-uplink-session': 'id', 'uplink-session': 'planted' };
  t.same((await app.inject({ url: '/read', cookies })).json(), { id: 'id' });
});

t.test('at a local http address, the cookie has the plain name and is not Secure', async (t) => {
  const { app, send } = await start({ https: false, cached: { a: 'alice' } });
  const written = (await app.inject('/begin')).headers['set-cookie'];
  t.equal(written, 'uplink-session=new-id; Path=/; HttpOnly; SameSite=Lax');
  t.equal((await send('GET', 'a')).status, 200);
});
