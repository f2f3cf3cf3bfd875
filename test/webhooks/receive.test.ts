import Fastify from 'fastify';
import { test } from 'tap';
import { remainingBudget } from '../../src/database/wait-budget.ts';
import { waitBudgetPlugin } from '../../src/plugins/wait-budget.ts';
import { webhookRoutes } from '../../src/routes/webhooks.ts';
import { startApp } from '../helpers/app.ts';
import { enableWebhooks, seconds, sendBytes, signatureOf, webhooksProcessed } from '../helpers/webhooks.ts';

const body = JSON.stringify({
  event: 'meeting.created',
  event_ts: 1_700_000_000_000,
  payload: { object: {} },
});

async function taken({ database }: Awaited<ReturnType<typeof startApp>>): Promise<number> {
  const { rows } = await database.pool.query('select count(*)::int as count from webhook_event');
  return rows[0].count;
}

test('a request that Zoom did not sign is rejected, and nothing of it is stored', async (t) => {
  const uplink = await startApp(t);
  const stamp = seconds();
  const forged: Record<string, Parameters<typeof sendBytes>[2]> = {
    'another secret': { secretToken: 'not-the-token' },
    'an empty secret': { secretToken: ' ' },
    'another body’s': { timestamp: stamp, headers: { 'x-zm-signature': signatureOf(`${body} `, stamp) } },
    'another time’s': { headers: { 'x-zm-request-timestamp': seconds(1) }, timestamp: stamp },
    'all zeros': { headers: { 'x-zm-signature': `v0=${'0'.repeat(64)}` } },
  };
  for (const [name, options] of Object.entries(forged))
    t.match(await sendBytes(uplink, body, options), { status: 401, code: 'invalid_signature' }, name);
  const malformed: Record<string, Record<string, string | undefined>> = {
    'no signature': { 'x-zm-signature': undefined },
    'no timestamp': { 'x-zm-request-timestamp': undefined },
    neither: { 'x-zm-signature': undefined, 'x-zm-request-timestamp': undefined },
    'an empty signature': { 'x-zm-signature': '' },
    'a short one': { 'x-zm-signature': 'v0=00' },
    'no hexadecimal': { 'x-zm-signature': `v0=${'z'.repeat(64)}` },
    'upper case': { 'x-zm-signature': signatureOf(body, stamp).toUpperCase() },
    'a timestamp in words': { 'x-zm-request-timestamp': 'now' },
    'a signed timestamp': { 'x-zm-request-timestamp': `+${stamp}` },
    'a fraction': { 'x-zm-request-timestamp': `${stamp}.5` },
  };
  for (const [name, headers] of Object.entries(malformed))
    t.match(await sendBytes(uplink, body, { headers }), { status: 400, code: 'invalid_request' }, name);
  t.equal(await taken(uplink), 0);
});

test('signed bytes are accepted unchanged, and the response cannot be cached', async (t) => {
  const uplink = await startApp(t);
  const bodies = [
    body,
    `\n ${body} \n`,
    body.replace('created', 'created\\u0020'),
    '{"event":"x.y","payload":{"object":{"topic":"Übertragung 🎥"}}}',
  ];
  for (const text of bodies) t.match(await sendBytes(uplink, text), { status: 200, text: '' }, text);
  t.match((await sendBytes(uplink, body)).headers, { 'cache-control': 'no-store' });
  t.match(await sendBytes(uplink, body, { headers: { 'content-type': 'application/json; charset=utf-8' } }), {
    status: 200,
  });
  t.equal(await taken(uplink), bodies.length);
  await webhooksProcessed(uplink);
});

test('a URL validation gets a response only if Zoom signed it', async (t) => {
  const uplink = await startApp(t);
  enableWebhooks(uplink);
  t.match(await uplink.simulator.validateWebhookUrl(), { valid: true });
  const validation = (plainToken: unknown) =>
    JSON.stringify({
      event: 'endpoint.url_validation',
      event_ts: 1_654_503_849_680,
      payload: { plainToken },
    });
  const unsigned = [
    { 'x-zm-signature': undefined },
    { 'x-zm-signature': undefined, 'x-zm-request-timestamp': undefined },
    { 'x-zm-signature': `v0=${'0'.repeat(64)}` },
  ];
  for (const headers of unsigned) {
    const response = await sendBytes(uplink, validation('qgg8vlvZRS6UYooatFL8Aw'), { headers });
    t.ok(response.status === 400 || response.status === 401);
    t.notMatch(response.text, 'encryptedToken');
  }
  const tooOld = { timestamp: seconds(-7201) };
  t.match(await sendBytes(uplink, validation('abc'), tooOld), { status: 401 });
  const message = `v0:${seconds()}:${body}`;
  for (const plainToken of [message, '', 'a b', 'x'.repeat(129), 7, null, undefined, ['abc']]) {
    const response = await sendBytes(uplink, validation(plainToken));
    t.match(response, { status: 400, code: 'invalid_request' }, JSON.stringify(plainToken));
    t.notMatch(response.text, 'encryptedToken');
  }
  t.equal(await taken(uplink), 0, 'a URL validation is not an event');
});

test('bodies are JSON objects of at most 256 KiB', async (t) => {
  const uplink = await startApp(t);
  const padded = (bytes: number) => {
    const start = '{"event":"some.event","payload":{"object":{"topic":"';
    return `${start}${'x'.repeat(bytes - start.length - 4)}"}}}`;
  };
  t.match(await sendBytes(uplink, padded(256 * 1024)), { status: 200 }, 'the largest');
  t.match(await sendBytes(uplink, padded(256 * 1024 + 1)), { status: 413, code: 'payload_too_large' });
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'multipart/form-data',
  ])
    t.match(
      await sendBytes(uplink, body, { headers: { 'content-type': type } }),
      { status: 415, code: 'unsupported_media_type' },
      type,
    );
  for (const text of [
    '',
    'null',
    '[]',
    '7',
    '"event"',
    '{',
    '{}',
    '{"event":7}',
    'event=x',
    '\0',
    `${body}}`,
  ])
    t.match(await sendBytes(uplink, text), { status: 400, code: 'invalid_request' }, JSON.stringify(text));
  t.equal(await taken(uplink), 1);
  t.match(await uplink.client().get('/webhooks/zoom'), { status: 405, headers: { allow: 'POST' } });
});

test('unknown events are accepted and counted, with any name', async (t) => {
  const uplink = await startApp(t);
  const names = [
    'phone.caller_ended',
    'x',
    '',
    'a\u0000b',
    'ä ö',
    'x'.repeat(500),
    '\ud800',
    '__proto__',
    'constructor',
  ];
  for (const event of names)
    t.match(await sendBytes(uplink, JSON.stringify({ event })), { status: 200 }, JSON.stringify(event));
  await webhooksProcessed(uplink);
  const { rows } = await uplink.database.pool.query(
    'select count(*)::int as count from webhook_event where done_at is not null and payload is null',
  );
  t.same(rows, [{ count: names.length }]);
});

test('a webhook has no wait budget, which costs time, because it has its own limit', async (t) => {
  const app = Fastify();
  t.teardown(() => app.close());
  app.decorate('requireReady', async () => {});
  const budgets: unknown[] = [];
  await app.register(waitBudgetPlugin);
  await app.register(webhookRoutes, {
    async receiveWebhook() {
      budgets.push(remainingBudget());
      return undefined;
    },
  });
  app.post('/other', async () => {
    budgets.push(remainingBudget());
  });
  await app.inject({ method: 'POST', url: '/webhooks/zoom' });
  await app.inject({ method: 'POST', url: '/other' });
  t.match(budgets, [undefined, { toWaitMs: Number }]);
});
