import { test } from 'tap';
import { addressKey } from '../../src/plugins/address-key.ts';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import type { ClientResponse } from '../helpers/client.ts';

const { events, training } = seededUsers;

function isLimited({ status, headers, json }: ClientResponse): boolean {
  const wait = Number(headers['retry-after']);
  const isWithinMinute = Number.isInteger(wait) && wait >= 1 && wait <= 60;
  return status === 429 && json?.code === 'too_many_requests' && json.retry_after === wait && isWithinMinute;
}

test('the limit of one user', async (t) => {
  const env = { RATE_LIMIT_USER_PER_MINUTE: '5', RATE_LIMIT_ADDRESS_PER_MINUTE: '1000' };

  t.test('counts all sessions and all routes below /api, including rejected requests', async (t) => {
    const app = await startApp(t, { env });
    const [laptop, phone] = [await app.signIn(events.id), await app.signIn(events.id)];
    const responses = [
      await laptop.get('/api/me'),
      await phone.get('/api/me'),
      await phone.get('/api/nothing'),
      await laptop.get('/api/meetings/1/livestream'),
      await laptop.request('PUT', '/api/me'),
    ];
    t.same(
      responses.map(({ status }) => status),
      [200, 200, 404, 400, 405],
    );
    t.ok(isLimited(await laptop.get('/api/me')));
    t.ok(isLimited(await phone.get('/api/meetings')));
    t.equal(
      (await (await app.signIn(training.id)).get('/api/me')).status,
      200,
      'another user has a separate limit',
    );
    t.equal((await laptop.post('/logout')).status, 204, 'and signing out is still possible');
  });

  t.test('does not count rejected cross-site requests against the user', async (t) => {
    const app = await startApp(t, { env });
    const client = await app.signIn(events.id);
    for (let count = 0; count < 20; count += 1) {
      await app.client().get('/api/me');
      await client.request('DELETE', '/api/me', { headers: { 'sec-fetch-site': 'cross-site' } });
    }
    t.equal((await client.get('/api/me')).status, 200);
  });
});

test('the limit of one address', async (t) => {
  const few = { RATE_LIMIT_ADDRESS_PER_MINUTE: '3' };

  t.test('counts /install and /oauth/callback together, and shows on a page when to retry', async (t) => {
    const app = await startApp(t, { env: few });
    t.equal((await app.client().get('/install')).status, 302);
    t.equal((await app.client().get('/oauth/callback?code=x&state=y')).status, 400);
    t.equal((await app.client().get('/oauth/callback?code=x')).status, 302);
    for (const path of ['/install', '/oauth/callback?code=x']) {
      const response = await app.client().get(path);
      t.equal(response.status, 429);
      t.match(response.headers['content-type'], /^text\/html/);
      t.match(response.headers['retry-after'], /^([1-9]|[1-5]\d|60)$/);
      t.match(response.text, /Try again in \d+ seconds/);
      t.equal(response.headers.location, undefined);
    }
    for (const path of ['/livez', '/readyz', '/privacy'])
      for (let count = 0; count < 5; count += 1) t.equal((await app.client().get(path)).status, 200, path);
  });

  t.test('can’t be bypassed by claiming another address', async (t) => {
    const app = await startApp(t, { env: few });
    const headersOf = (address: string) => ({
      'x-forwarded-for': address,
      forwarded: `for=${address}`,
      'x-real-ip': address,
      'fly-client-ip': address,
      'cf-connecting-ip': address,
      'true-client-ip': address,
    });
    const statuses = [];
    for (let count = 0; count < 5; count += 1)
      statuses.push((await app.client().get('/install', headersOf(`203.0.113.${count}`))).status);
    t.same(statuses, [302, 302, 302, 429, 429]);
  });

  t.test('applies to the client address that a trusted proxy reports', async (t) => {
    const app = await startApp(t, { env: { ...few, TRUST_PROXY: '1' } });
    const from = async (forwarded: string) =>
      (await app.client().get('/install', { 'x-forwarded-for': forwarded })).status;
    for (let count = 0; count < 3; count += 1) t.equal(await from(`198.51.100.${count}, 203.0.113.9`), 302);
    t.equal(await from('198.51.100.77, 203.0.113.9'), 429, 'addresses that the client wrote do not count');
    t.equal(await from('203.0.113.10'), 302);
    for (let count = 1; count < 4; count += 1) t.equal(await from(`2001:db8:1:2::${count}`), 302);
    t.equal(await from('2001:db8:1:2:ffff::1'), 429, 'a /64 is one address');
    t.equal(await from('2001:db8:1:3::1'), 302);
  });

  t.test('applies to the address of the connection if the proxy is not trusted', async (t) => {
    const app = await startApp(t, { env: { ...few, TRUST_PROXY: '10.0.0.0/8' } });
    const statuses = [];
    for (let count = 0; count < 4; count += 1)
      statuses.push((await app.client().get('/install', { 'x-forwarded-for': `203.0.113.${count}` })).status);
    t.same(statuses, [302, 302, 302, 429]);
  });
});

test('an address is an IPv4 address in any notation, or an IPv6 /64 network', async (t) => {
  const same: [string, string][] = [
    ['203.0.113.9', '::ffff:203.0.113.9'],
    ['203.0.113.9', '::FFFF:203.0.113.9'],
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['2001:db8:1:2::1', '2001:0DB8:0001:0002::2'],
    ['2001:db8::1', '2001:db8:0:0:1::'],
    ['::1', '::2'],
    ['fe80::1%eth0', 'fe80::2%eth1'],
  ];
  const different: [string, string][] = [
    ['203.0.113.9', '203.0.113.10'],
    ['::ffff:203.0.113.9', '::ffff:203.0.113.10'],
    ['2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['2001:db8::1', '2001:db9::1'],
    ['::1', '1::'],
  ];
  for (const [one, other] of same) t.equal(addressKey(one), addressKey(other), `${one} ${other}`);
  for (const [one, other] of different) t.not(addressKey(one), addressKey(other), `${one} ${other}`);
});
