import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import Fastify from 'fastify';
import t, { type Test } from 'tap';
import { createPipelining } from '../../src/pipelining.ts';
import { httpHardeningPlugin } from '../../src/plugins/http-hardening.ts';
import { shutdownPlugin } from '../../src/plugins/shutdown.ts';
import { createHttpServer } from '../../src/server-limits.ts';
import type { ShutdownStep } from '../../src/shutdown.ts';
import { waitUntil } from '../helpers/eventually.ts';

/** An app whose requests never end, and whose shutdown waits for a step until `giveUp` is called. */
async function start(t: Test) {
  const pipelining = createPipelining();
  const app = Fastify({ serverFactory: createHttpServer(pipelining, {}) });
  const steps: ShutdownStep[] = [];
  let giveUp = () => {};
  const abandoned = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  const shutdown = {
    begin() {},
    wait(step: ShutdownStep) {
      steps.push(step);
      return Promise.race([step.work, abandoned]).then(() => {});
    },
    unfinished: () => [],
  };
  await app.register(httpHardeningPlugin);
  await app.register(shutdownPlugin, { shutdown, pipelining });
  let arrived = 0;
  const handler = () => {
    arrived += 1;
    if (arrived === 3) app.server.emit('all arrived');
    return new Promise(() => {});
  };
  app.get('/items/:id', handler);
  app.get('/calendar/:token', handler);
  await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => giveUp());
  const { port } = app.server.address() as AddressInfo;
  const send = (path: string) => {
    const socket = connect(port, '127.0.0.1').resume();
    t.teardown(() => socket.destroy());
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a.example\r\n\r\n`);
    return closed;
  };
  return { app, steps, giveUp, send };
}

t.test('the log names the routes of the requests that the shutdown waits for, without values', async (t) => {
  const { app, steps, giveUp, send } = await start(t);
  const allArrived = once(app.server, 'all arrived');
  const sent = ['/items/1?code=canary', '/items/2', '/calendar/canary'].map(send);
  await allArrived;
  const closing = app.close();
  await waitUntil(() => steps.length > 0);
  t.match(steps, [{ waitingFor: 'requests' }]);
  t.same(steps[0]?.inProgress?.(), { requests: { 'GET /items/:id': 2, 'GET /calendar/:token': 1 } });
  giveUp();
  await Promise.all([closing, ...sent]);
  t.pass('requests that have not ended by the deadline are disconnected');
});

t.test('an app that does not listen has no connections to wait for', async (t) => {
  const pipelining = createPipelining();
  const app = Fastify({ serverFactory: createHttpServer(pipelining, {}) });
  await app.register(httpHardeningPlugin);
  const wait = () => t.fail('it waits');
  await app.register(shutdownPlugin, {
    shutdown: { begin() {}, wait: async () => void wait(), unfinished: () => [] },
    pipelining,
  });
  await app.ready();
  await app.close();
});
