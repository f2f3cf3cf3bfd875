import { type Test, test } from 'tap';
import { startClient } from '../../tools/zoom-simulator/client.ts';
import type { FaultRequest } from '../../tools/zoom-simulator/faults/faults.ts';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';

const { events, training } = seededUsers;
const path = '/v2/meetings/83640019275/livestream';
const update = {
  stream_url: 'rtmp://new.example/live',
  stream_key: 'changed-key-000',
  page_url: 'https://new.example/',
};

async function arrange(t: Test, fault: FaultRequest) {
  const client = await startClient();
  t.teardown(() => client.simulator.close());
  const { simulator } = client;
  const { json } = await client.install(events.id);
  simulator.addFault(fault);
  const headers = {
    authorization: `Bearer ${String(json.access_token)}`,
    'content-type': 'application/json',
  };
  const get = (signal?: AbortSignal) =>
    fetch(simulator.url + path, { headers, ...(signal ? { signal } : {}) });
  const patch = () => fetch(simulator.url + path, { method: 'PATCH', headers, body: JSON.stringify(update) });
  const stored = () => simulator.state.meetings.get('83640019275')?.livestream?.stream_key;
  return { client, simulator, json, get, patch, stored };
}

test('a status with any body is returned once, without processing the request', async (t) => {
  const html = '<html>Bad Gateway</html>';
  const { patch, stored, simulator } = await arrange(t, { kind: 'answer', status: 502, body: html, path });
  const response = await patch();
  t.equal(response.status, 502);
  t.equal(await response.text(), html);
  t.not(stored(), update.stream_key);
  t.same(simulator.faults(), []);
  t.equal((await patch()).status, 204);
  t.equal(stored(), update.stream_key);
});

test('JSON, bytes, an empty body and headers can be returned', async (t) => {
  const { get, simulator } = await arrange(t, {
    kind: 'answer',
    status: 400,
    body: { code: 1, message: 'm' },
  });
  t.same(await (await get()).json(), { code: 1, message: 'm' });
  simulator.addFault({
    kind: 'answer',
    status: 200,
    body: new Uint8Array([0, 255]),
    headers: { 'x-a': 'b' },
  });
  const bytes = await get();
  t.same([...new Uint8Array(await bytes.arrayBuffer())], [0, 255]);
  t.equal(bytes.headers.get('x-a'), 'b');
  simulator.addFault({ kind: 'answer', status: 200 });
  t.equal(await (await get()).text(), '');
});

test('a connection is reset before or after the request is processed', async (t) => {
  const { patch, stored, simulator } = await arrange(t, { kind: 'reset', method: 'PATCH' });
  await t.rejects(patch(), { cause: { code: 'ECONNRESET' } });
  t.not(stored(), update.stream_key);
  simulator.addFault({ kind: 'reset-after-work', method: 'PATCH' });
  await t.rejects(patch(), { cause: { code: 'ECONNRESET' } });
  t.equal(stored(), update.stream_key);
});

test('a refresh whose response is lost rotates the token', async (t) => {
  const { client, simulator, json } = await arrange(t, { kind: 'reset-after-work', path: '/oauth/token' });
  await t.rejects(client.refresh(json.refresh_token));
  t.match(await client.refresh(json.refresh_token), { json: { error: 'invalid_grant' } });
  t.match(simulator.requests({ path: '/oauth/token' }).at(-1), { user: events.id, status: 400 });
});

test('a refresh that is reset before processing does not rotate the token', async (t) => {
  const { client, json } = await arrange(t, { kind: 'reset', path: '/oauth/token' });
  await t.rejects(client.refresh(json.refresh_token));
  t.match(await client.refresh(json.refresh_token), { status: 200 });
});

test('a response is truncated, also one without a body', async (t) => {
  const { get, patch, stored, simulator } = await arrange(t, { kind: 'truncate' });
  const response = await get();
  t.equal(response.status, 200);
  await t.rejects(response.text());
  simulator.addFault({ kind: 'truncate' });
  await t.rejects(patch());
  t.equal(stored(), update.stream_key);
});

test('the response can be replaced after the request is processed', async (t) => {
  const { patch, stored } = await arrange(t, { kind: 'answer-after-work', status: 504, body: 'late' });
  const response = await patch();
  t.equal(response.status, 504);
  t.equal(await response.text(), 'late');
  t.equal(stored(), update.stream_key);
});

test('a response never arrives, whether or not the request is processed, and close does not wait for it', async (t) => {
  const { get, patch, stored, simulator } = await arrange(t, {
    kind: 'hang',
    method: 'GET',
    times: Infinity,
  });
  await t.rejects(get(AbortSignal.timeout(200)), { name: 'TimeoutError' });
  simulator.addFault({ kind: 'hang-after-work', method: 'PATCH' });
  const unanswered = patch();
  unanswered.catch(() => {});
  while (stored() !== update.stream_key) await new Promise((resolve) => setImmediate(resolve));
  const hanging = get();
  hanging.catch(() => {});
  while (simulator.requests({ method: 'GET', path }).length < 2) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await simulator.close();
  await t.rejects(unanswered);
  await t.rejects(hanging);
});

test('a response is delayed', async (t) => {
  const { get } = await arrange(t, { kind: 'delay', delayMs: 150 });
  const start = performance.now();
  t.equal((await get()).status, 200);
  t.ok(performance.now() - start >= 145);
});

test('a gzip bomb is small until it is decompressed', async (t) => {
  const { get } = await arrange(t, { kind: 'gzip-bomb', megabytes: 5 });
  const response = await get();
  t.equal(response.headers.get('content-encoding'), 'gzip');
  t.ok(Number(response.headers.get('content-length')) < 20_000);
  t.equal((await response.arrayBuffer()).byteLength, 5 * 1024 * 1024);
});

test('a valid token is rejected, with either status', async (t) => {
  const { get, simulator } = await arrange(t, { kind: 'stale-token' });
  const first = await get();
  t.equal(first.status, 401);
  t.match(await first.json(), { code: 124 });
  simulator.addFault({ kind: 'stale-token', httpStatus: 400 });
  t.equal((await get()).status, 400);
  t.equal((await get()).status, 200);
});

test('every form of 429 can be returned', async (t) => {
  const { get, simulator } = await arrange(t, { kind: 'rate-limit' });
  const forms: [FaultRequest | undefined, string, RegExp | null][] = [
    [undefined, 'QPS', null],
    [{ kind: 'rate-limit', retryAfter: 'seconds', retryAfterSeconds: 7 }, 'QPS', /^7$/],
    [{ kind: 'rate-limit', retryAfter: 'http-date' }, 'QPS', /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/],
    [{ kind: 'rate-limit', limit: 'daily' }, 'Daily-limit', /^\d{4}-\d\d-\d\dT[\d:]{8}Z$/],
    [{ kind: 'rate-limit', retryAfter: { value: '-5' } }, 'QPS', /^-5$/],
  ];
  for (const [fault, type, retryAfter] of forms) {
    if (fault) simulator.addFault(fault);
    const response = await get();
    t.equal(response.status, 429);
    t.equal(response.headers.get('x-ratelimit-type'), type);
    if (retryAfter) t.match(response.headers.get('retry-after'), retryAfter);
    else t.equal(response.headers.get('retry-after'), null);
    t.match(await response.json(), { code: 429, message: type === 'QPS' ? /per-second/ : /daily/ });
  }
});

test('a fault applies only to its method, path and user, after a number of requests, and a number of times', async (t) => {
  const { client, simulator, get, patch } = await arrange(t, {
    kind: 'answer',
    status: 503,
    method: 'GET',
    path: '/v2/meetings/*/livestream',
    user: events.id,
    times: 2,
    skip: 1,
  });
  const other = await client.install(training.id);
  t.equal((await patch()).status, 204);
  t.match(await client.call(other.json.access_token, 'GET', '/meetings/91847720365/livestream'), {
    status: 200,
  });
  const statuses = [];
  for (let call = 0; call < 4; call += 1) statuses.push((await get()).status);
  t.same(statuses, [200, 503, 503, 200]);
  const fault = simulator.addFault({ kind: 'answer', status: 500, path: /^\/v2\//, times: Infinity });
  t.equal((await get()).status, 500);
  t.equal(fault.met, 1);
  simulator.clearFaults();
  t.equal((await get()).status, 200);
});
