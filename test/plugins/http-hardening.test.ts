import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import Fastify from 'fastify';
import t from 'tap';
import { decodable, httpHardeningPlugin } from '../../src/plugins/http-hardening.ts';
import { isProblem, type Problem } from '../../src/problem.ts';

async function start() {
  const app = Fastify();
  app.setErrorHandler((error: Problem, _request, reply) =>
    reply.code(error.status ?? 500).send({ code: error.code, detail: error.members?.detail }),
  );
  await app.register(httpHardeningPlugin);
  app.get('/items', async () => 'items');
  app.post('/items', async () => 'created');
  app.route({ method: ['PATCH', 'DELETE'], url: '/items/:id', handler: async () => 'item' });
  app.get('/items/:id/parts.v1', async () => 'part');
  app.get('/assets/*', async () => 'asset');
  return app;
}

t.test('a path with other methods is 405 with all of them in Allow, any other path is 404', async (t) => {
  const app = await start();
  const allowed = (path: string) => {
    const problem = app.unmatchedRouteProblem(path);
    t.ok(isProblem(problem, 'not_found', 'method_not_allowed'));
    const allow = problem.members.headers?.allow;
    return problem.code === 'not_found' ? 'not found' : String(allow).split(', ').sort().join(' ');
  };
  t.equal(allowed('/items'), 'GET HEAD POST');
  t.equal(allowed('/items/1'), 'DELETE PATCH');
  t.equal(allowed('/items/a.b/parts.v1'), 'GET HEAD');
  for (const path of ['/', '/item', '/itemss', '/x/items', '/items/', '/items/1/2', '/items/1/parts-v1'])
    t.equal(allowed(path), 'not found', path);
  for (const path of ['/assets/a', '/assets/*'])
    t.equal(allowed(path), 'not found', 'wildcards are not listed');
});

t.test('other plugins can depend on this one', async (t) => {
  const app = await start();
  t.ok(app.hasPlugin('http-hardening'));
});

t.test('the names of a route’s methods are not repeated', async (t) => {
  const app = await start();
  app.get('/:kind', async () => 'kind');
  t.equal(app.unmatchedRouteProblem('/items').members.headers?.allow, 'GET, HEAD, POST');
});

t.test('a body with a content coding is rejected, also in upper case', async (t) => {
  const app = await start();
  const send = (coding?: string) =>
    app.inject({
      method: 'POST',
      url: '/items',
      payload: '{}',
      headers: {
        'content-type': 'application/json',
        ...(coding === undefined ? {} : { 'content-encoding': coding }),
      },
    });
  for (const coding of [undefined, 'identity', 'Identity'])
    t.equal((await send(coding)).body, 'created', String(coding));
  for (const coding of ['gzip', 'br', 'GZIP', 'identity, gzip', ''])
    t.match((await send(coding)).json(), {
      code: 'unsupported_media_type',
      detail: 'Send the body without Content-Encoding.',
    });
});

t.test('an unknown expectation is ignored', async (t) => {
  const app = await start();
  t.teardown(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const outgoing = request({ port, path: '/items', headers: { expect: 'something' } }).end();
  const [response] = await once(outgoing, 'response');
  response.resume();
  t.equal(response.statusCode, 200);
});

t.test('during shutdown, a connection is closed soon after its last response', async (t) => {
  const app = await start();
  app.server.keepAliveTimeout = 600_000;
  let finish = () => {};
  const reached = new Promise<void>((resolve) => {
    app.get('/slow', () => {
      resolve();
      return new Promise<string>((respond) => {
        finish = () => respond('slow');
      });
    });
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  t.teardown(() => socket.destroy());
  socket.resume().write('GET /slow HTTP/1.1\r\nhost: a.example\r\n\r\n');
  await reached;
  const closed = app.close();
  finish();
  await Promise.all([closed, once(socket, 'close')]);
  t.equal(app.server.keepAliveTimeout, 1);
});

t.test('a path that is not percent-encoded UTF-8 is escaped, and no other', async (t) => {
  for (const url of ['/', '/a%20b', '/a?x=%', '/a#%', '/%C3%A9?x=%ff', '/a'])
    t.equal(decodable(url), url, url);
  t.equal(decodable('/%'), '/%25');
  t.equal(decodable('/%ff/%20'), '/%25ff/%2520');
  t.equal(decodable('/%ff?x=%ff'), '/%25ff?x=%ff');
  t.equal(decodable('/%zz#%'), '/%25zz#%');
});
