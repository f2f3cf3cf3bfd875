import Fastify from 'fastify';
import t from 'tap';
import { createPipelining } from '../../src/pipelining.ts';
import { errorHandlerPlugin } from '../../src/plugins/error-handler.ts';
import { securityHeaders, securityHeadersPlugin } from '../../src/plugins/security-headers.ts';
import { createHttpServer } from '../../src/server-limits.ts';
import { rawRequest, sendRaw } from '../helpers/raw-http.ts';
import { hasSecurityHeaders } from '../helpers/security-headers.ts';

t.test('a response whose headers are invalid still has the security headers', async (t) => {
  const https = true;
  const app = Fastify({ serverFactory: createHttpServer(createPipelining(), securityHeaders({ https })) });
  t.teardown(() => app.close());
  await app.register(securityHeadersPlugin, { https });
  await app.register(errorHandlerPlugin, { reconnectUrl: 'https://uplink.example/install' });
  app.get('/text', async (_request, reply) => reply.header('x-name', 'a\nb').send('text'));
  app.get('/synchronous', (_request, reply) => reply.header('x-name', 'a\nb').send({}));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  for (const path of ['/text', '/synchronous']) {
    const { status, headers } = await sendRaw(
      url,
      rawRequest([`GET ${path} HTTP/1.1`, 'host: localhost', 'connection: close']),
    );
    t.equal(status, 500);
    t.equal(headers['cache-control'], 'no-store');
    hasSecurityHeaders(t, headers, { https });
  }
});
