import { createHook } from 'node:async_hooks';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, HOST } from '../helpers/zoom-host.ts';

const uplink = await startApp(t, { env: { LOG_LEVEL: 'info' }, startsJobs: false });
const host = await uplink.signIn(HOST);
const { id } = addHosted(uplink.simulator);
const path = `/api/meetings/${id}/livestream`;

/** Handles a request that is complete, without a connection. */
function handle(app: FastifyInstance, headers: Record<string, string>) {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method: 'GET', url: path, headers: { host: 'localhost', ...headers } });
  request.rawHeaders = Object.entries({ host: 'localhost', ...headers }).flat();
  request.push(null);
  const response = new ServerResponse(request);
  app.routing(request, response);
  return response;
}

t.test('a cached read', async (t) => {
  const fetched = await host.get(path);
  const { status, json, text } = await host.get(path);
  t.match({ status, json }, { status: 200, json: { source: 'cache' } });
  const fromZoom = fetched.text.replace('"source":"zoom"', '"source":"cache"');
  t.equal(text, fromZoom, 'serialized as the response schema does');
  const cookie = [...host.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  let promises = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === 'PROMISE') promises += 1;
    },
  });

  t.test('gets its response in the same turn of the event loop, without a promise', async (t) => {
    hook.enable();
    const response = handle(uplink.app, { cookie });
    hook.disable();
    t.equal(response.writableEnded, true);
    t.equal(response.statusCode, 200);
    t.equal(promises, 0);
  });

  t.test('without a session does not', async (t) => {
    const response = handle(uplink.app, {
      cookie: cookie.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')),
    });
    t.equal(response.writableEnded, false);
  });
});
