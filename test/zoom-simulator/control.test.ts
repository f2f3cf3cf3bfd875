import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { type Test, test } from 'tap';
import { startClient } from '../../tools/zoom-simulator/client.ts';
import { checkRequests } from '../../tools/zoom-simulator/schemas/check.ts';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';

const { events } = seededUsers;
const bigId = '9007199254740993';

async function arrange(t: Test) {
  const client = await startClient();
  t.teardown(() => client.simulator.close());
  const control = async (method: string, path: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const response = await fetch(`${client.simulator.url}/control${path}`, init);
    const text = await response.text();
    return { status: response.status, json: text ? JSON.parse(text) : undefined };
  };
  return { client, simulator: client.simulator, control };
}

test('the page shows users, meetings, faults and the control API, and loads no other resources', async (t) => {
  const { client, simulator } = await arrange(t);
  await client.install(events.id);
  simulator.addMeeting({ topic: '<script>alert(1)</script>' });
  const html = await (await fetch(simulator.url)).text();
  for (const expected of ['Events Team', bigId, 'POST /control/faults', 'Marketplace: Add', 'has the app']) {
    t.match(html, expected);
  }
  t.notMatch(html, '<script>alert');
  t.notMatch(html, /(src|href)="(?!data:)/);
});

test('every button of the page calls an existing route', async (t) => {
  const { client, simulator } = await arrange(t);
  await client.install(events.id);
  const html = await (await fetch(simulator.url)).text();
  const buttons = [...html.matchAll(/data-method="(\w+)" data-path="([^"]+)"(?: data-body="([^"]*)")?/g)];
  t.ok(buttons.length > 100);
  const tried = new Set<string>();
  for (const [, method = '', path = '', body] of buttons) {
    const kind = `${method} ${path.replace(/\d{6,}|Sim\w+/, ':id')} ${body ?? ''}`;
    if (tried.has(kind) || path === '/control/reset') continue;
    tried.add(kind);
    const text = body?.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(code));
    const response = await fetch(simulator.url + path, {
      method,
      ...(text ? { body: text, headers: { 'content-type': 'application/json' } } : {}),
    });
    t.ok(response.status < 300 || method === 'DELETE', `${kind}: ${response.status}`);
  }
});

test('meetings are started, encrypted, configured, added and deleted', async (t) => {
  const { simulator, control } = await arrange(t);
  const change = {
    live: true,
    endToEndEncrypted: true,
    dropsUpdates: true,
    topic: 'Changed',
    livestream: null,
  };
  t.match(await control('PATCH', `/meetings/${bigId}`, change), { status: 200, json: { id: bigId } });
  t.match(simulator.state.meetings.get(bigId), { live: true, endToEndEncrypted: true, topic: 'Changed' });
  t.equal(simulator.state.meetings.get(bigId)?.livestream, undefined);
  t.match(await control('PATCH', `/meetings/${bigId}`, { alive: true }), { status: 400 });
  t.match(await control('PATCH', '/meetings/1', {}), { status: 400, json: { message: /no 1/ } });
  const added = await control('POST', '/webinars', { id: '9223372036854775807', topic: 'New' });
  t.match(added, { status: 201, json: { id: '9223372036854775807' } });
  t.match(await control('DELETE', `/meetings/${bigId}`), { status: 204 });
  t.notOk(simulator.state.meetings.has(bigId));
});

test('users lose features, tokens and the app', async (t) => {
  const { client, simulator, control } = await arrange(t);
  const { json } = await client.install(events.id);
  t.match(await control('GET', '/users'), { json: { users: [{ id: events.id, has_app: true }] } });
  await control('PATCH', `/users/${events.id}`, { type: 1, features: { customLivestream: false } });
  t.match(simulator.state.users.get(events.id), {
    type: 1,
    features: { customLivestream: false, webinarPlan: true },
  });
  await control('POST', `/users/${events.id}/expire-tokens`);
  t.match(await client.call(json.access_token, 'GET', '/users/me'), { json: { message: /expired/ } });
  await control('POST', `/users/${events.id}/revoke`);
  t.match(await client.refresh(json.refresh_token), { json: { error: 'invalid_grant' } });
  t.match(await control('POST', `/users/${events.id}/deauthorize`), { json: { event: 'app_deauthorized' } });
});

test('faults are added, listed and cleared; an invalid one is rejected', async (t) => {
  const { simulator, control } = await arrange(t);
  const fault = { kind: 'answer', status: 503, body: 'x', times: 0, path: '/v2/users/me' };
  t.match(await control('POST', '/faults', fault), { status: 201, json: { id: 1, left: null } });
  t.equal((await fetch(`${simulator.apiUrl}/users/me`)).status, 503);
  t.match(await control('GET', '/faults'), { json: { faults: [{ id: 1, met: 1 }] } });
  t.match(await control('DELETE', '/faults/1'), { status: 204 });
  t.equal((await fetch(`${simulator.apiUrl}/users/me`)).status, 401);
  for (const wrong of [{}, { kind: 'answer' }, { kind: 'delay' }, { kind: 'odd' }, { kind: 'hang', x: 1 }]) {
    t.match(await control('POST', '/faults', wrong), { status: 400 });
  }
});

test('settings, scopes, webhook and clock can be set, and reset', async (t) => {
  const { client, simulator, control } = await arrange(t);
  t.match(await control('PATCH', '/settings', { refreshGraceSeconds: 9 }), { status: 200 });
  t.equal(simulator.state.settings.refreshGraceSeconds, 9);
  t.match(await control('PATCH', '/settings', { refreshGrace: 9 }), { status: 400 });
  t.match(await control('PUT', '/scopes', { scopes: ['user:read:user'] }), { status: 204 });
  t.match(await client.install(events.id), { json: { scope: 'user:read:user' } });
  t.match(await control('PUT', '/webhook', { url: 'http://127.0.0.1:1/' }), { status: 204 });
  const sent = await control('POST', '/events', { event: 'user.updated', payload: {} });
  t.match(sent, { json: { willRetry: true, attempts: [{ error: /ECONNREFUSED/ }] } });
  t.match(await control('POST', '/clock', { seconds: 300 }), { status: 200 });
  t.match(await control('GET', '/events'), {
    json: { deliveries: [{ attempts: [{}, {}] }], waiting_retries: 1 },
  });
  t.match(await control('POST', '/reset'), { status: 204 });
  t.equal(simulator.state.settings.refreshGraceSeconds, 0);
  t.same(simulator.deliveries(), []);
  t.same(simulator.requests(), []);
});

test('requests are recorded with their user, and shown over HTTP without secrets', async (t) => {
  const { client, simulator, control } = await arrange(t);
  const { json } = await client.install(events.id);
  simulator.clearRequests();
  await client.call(json.access_token, 'GET', '/users/me/meetings?page_size=2');
  t.match(simulator.requests({ path: '/v2/users/me/meetings' }), [
    {
      method: 'GET',
      query: { page_size: '2' },
      user: events.id,
      headers: { authorization: `Bearer ${String(json.access_token)}` },
      status: 200,
    },
  ]);
  t.equal(simulator.requests({ method: 'PATCH' }).length, 0);
  const expected = await control('GET', '/requests');
  t.match(expected.json.requests, [{ method: 'GET', path: '/v2/users/me/meetings', status: 200 }]);
  t.notMatch(JSON.stringify(expected.json), String(json.access_token));
});

test('requests of an app are validated against Zoom’s documents', async (t) => {
  const { client, simulator } = await arrange(t);
  const { json } = await client.install(events.id);
  const path = '/meetings/83640019275/livestream';
  const update = { stream_url: 'rtmp://a.example', stream_key: 'k', page_url: 'https://a.example/' };
  await client.call(json.access_token, 'PATCH', path, update);
  await client.call(json.access_token, 'GET', '/users/me/meetings?type=upcoming&page_size=300');
  await client.refresh(json.refresh_token);
  t.same(checkRequests(simulator.requests()), []);

  simulator.clearRequests();
  await client.call(json.access_token, 'PATCH', path, { stream_url: 'rtmp://a.example' });
  await client.call(json.access_token, 'GET', '/users/me/meetings?page_number=2');
  await client.form('/oauth/token', { grant_type: 'refresh_token', scope: 'x' });
  await fetch(client.authorizationUrl({ scope: 'user:read:user' }));
  await fetch(`${simulator.apiUrl}/users/${events.id}`);
  const faults = checkRequests(simulator.requests()).join('\n');
  for (const reported of [
    'page_url',
    'page_number',
    '/oauth/token',
    'authorize query',
    'not a documented route',
  ]) {
    t.match(faults, reported);
  }
});

test('as a process it prints its URL, and stops on SIGTERM', async (t) => {
  const main = new URL('../../tools/zoom-simulator/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', main, '--port', '0', '--client-id', 'by-hand']);
  t.teardown(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  t.match(line, /^Zoom simulator ready at http:\/\/127\.0\.0\.1:\d+\n$/);
  const url = String(line).trim().split(' ').at(-1);
  t.equal((await fetch(`${url}/control/users`)).status, 200);
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  t.equal(code, 0);
});

test('the simulator imports nothing from the app', async (t) => {
  const directory = new URL('../../tools/zoom-simulator/', import.meta.url);
  const files = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.ts'));
  t.ok(files.length > 50);
  for (const name of files) {
    const text = await readFile(new URL(name, directory), 'utf8');
    t.notMatch(text, /from '(\.\.\/)+src\//, name);
  }
});

test('the page that starts a meeting or webinar does so once', async (t) => {
  const { simulator } = await arrange(t);
  const [meeting] = simulator.state.meetings.values();
  const [webinar] = simulator.state.webinars.values();
  for (const each of [meeting, webinar]) {
    if (each) each.live = false;
    const open = () => fetch(`${simulator.url}/s/${each?.id}`);
    t.match(await (await open()).text(), 'In progress');
    t.equal(each?.live, true);
    t.equal((await open()).status, 200, 'opening it again changes nothing');
  }
  t.equal((await fetch(`${simulator.url}/s/11111111111`)).status, 404);
});
