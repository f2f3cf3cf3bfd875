import Fastify from 'fastify';
import t from 'tap';
import { loadConfig, trustProxyOption } from '../../src/config.ts';
import { needed } from './environments.ts';

t.test('Fastify accepts the setting and trusts only those proxies', async (t) => {
  const addressBehind = async (trusted: string) => {
    const app = Fastify({
      trustProxy: trustProxyOption(loadConfig({ ...needed, TRUST_PROXY: trusted }).trustProxy),
    });
    app.get('/', (request) => request.ip);
    const headers = { 'x-forwarded-for': '203.0.113.1, 198.51.100.7, 10.0.0.9' };
    const response = await app.inject({ url: '/', headers, remoteAddress: '10.0.0.1' });
    await app.close();
    return response.body;
  };
  t.equal(await addressBehind('off'), '10.0.0.1');
  t.equal(await addressBehind('1'), '10.0.0.9');
  t.equal(await addressBehind('2'), '198.51.100.7');
  t.equal(await addressBehind('10.0.0.1'), '10.0.0.9');
  t.equal(await addressBehind('loopback,10.0.0.0/8'), '198.51.100.7');
  t.equal(await addressBehind('192.168.0.0/16,fc00::/7'), '10.0.0.1');
});
