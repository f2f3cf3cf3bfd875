import { gzipSync } from 'node:zlib';
import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';

const { events } = seededUsers;
const STORED = {
  stream_url: 'rtmp://a.example/live',
  stream_key: 'key-0123456789',
  page_url: 'https://a.example/',
};
const GOOD = { page_url: 'https://b.example/' };

test('a body', async (t) => {
  const app = await startApp(t);
  const { id } = app.simulator.addMeeting({ hostId: events.id, livestream: { ...STORED } });
  const path = `/api/meetings/${id}/livestream`;
  const client = await app.signIn(events.id);
  const patch = (body: unknown, contentType = 'application/json') =>
    client.request('PATCH', path, { body, headers: { 'if-match': '*', 'content-type': contentType } });
  t.beforeEach(() => app.simulator.clearRequests());
  const updates = () => app.simulator.requests({ method: 'PATCH' }).length;

  t.test('of another type than application/json is 415, independent of its content', async (t) => {
    for (const type of [
      'text/plain',
      'text/plain;charset=utf-8',
      'text/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonp',
      'application/json-patch+json',
      'application/vnd.api+json',
      'application/problem+json',
      'application/merge-patch+json',
      'application/xml',
      'application/octet-stream',
      'application',
      'application/',
      '/json',
      'json',
      'application/json/x',
      'application/jso',
      'text/plain; application/json',
      'text/html;application/json',
      'application /json',
      '*/*',
    ]) {
      const response = await patch(JSON.stringify(GOOD), type);
      t.match([response.status, response.json.code], [415, 'unsupported_media_type'], type);
      const logout = await client.post('/logout', { body: 'x', headers: { 'content-type': type } });
      t.equal(logout.status, 415, `${type} at /logout`);
    }
    t.equal(updates(), 0);
  });

  t.test('without a content type is 415', async (t) => {
    const headers = { 'if-match': '*', 'content-type': [] };
    const response = await client.request('PATCH', path, { body: JSON.stringify(GOOD), headers });
    t.equal(response.status, 415);
  });

  t.test('that is compressed is 415, not reported as invalid JSON', async (t) => {
    for (const encoding of ['gzip', 'br', 'identity, gzip']) {
      const headers = { 'if-match': '*', 'content-type': 'application/json', 'content-encoding': encoding };
      const response = await client.request('PATCH', path, { body: gzipSync(JSON.stringify(GOOD)), headers });
      t.match(response, { status: 415, json: { detail: /Content-Encoding/ } }, encoding);
    }
    const plain = { 'if-match': '*', 'content-type': 'application/json', 'content-encoding': 'identity' };
    const response = await client.request('PATCH', path, { body: JSON.stringify(GOOD), headers: plain });
    t.equal(response.status, 200);
  });

  t.test('of application/json is accepted with parameters and in any letter case', async (t) => {
    for (const type of [
      'application/json',
      'application/json; charset=utf-8',
      'application/json;charset=UTF-8',
      'Application/JSON',
    ])
      t.equal((await patch(JSON.stringify(GOOD), type)).status, 200, type);
  });

  t.test('is validated for every spelling of its type', async (t) => {
    for (const type of [
      'application/json',
      'application/json;',
      'application/json ; charset=utf-8',
      'application/json\t;charset=utf-8',
      'application/json;x="\\"',
      'application/json; charset=utf-8; charset=utf-16',
      'application/json, text/plain',
      'APPLICATION/JSON;a=b',
    ]) {
      const response = await patch(JSON.stringify({ ...GOOD, user_id: 'x' }), type);
      t.ok(response.status === 400 || response.status === 415, `${type}: ${response.status}`);
    }
    t.equal(updates(), 0);
  });

  t.test('with an unknown field is 400 and names the field', async (t) => {
    for (const field of [
      'user_id',
      'account_id',
      'version',
      'meeting_id',
      'configured',
      'Page_url',
      '',
      'constructor',
      'a/b',
    ]) {
      const response = await patch({ ...GOOD, [field]: 'x' });
      t.equal(response.status, 400, field);
      t.match(response.json, {
        code: 'invalid_request',
        errors: [{ field, message: 'is not a field of this request' }],
      });
    }
    t.equal(updates(), 0);
  });

  t.test('with a value of the wrong type is 400, names the field and is not coerced', async (t) => {
    for (const field of ['stream_url', 'stream_key', 'page_url', 'resolution'])
      for (const value of [null, 1, true, [], {}, ['https://b.example/'], '']) {
        const response = await patch({ [field]: value });
        t.equal(response.status, 400, `${field}: ${JSON.stringify(value)}`);
        t.match(response.json, { code: 'invalid_request' });
        t.ok((response.json.errors ?? []).some((error: { field: unknown }) => error.field === field));
      }
    t.equal(updates(), 0);
  });

  t.test('that is not an object is 400', async (t) => {
    for (const body of ['null', '[]', '"x"', '1', 'true', '{}', '[{"page_url":"https://b.example/"}]']) {
      const response = await patch(body);
      t.match([response.status, response.json.code], [400, 'invalid_request'], body);
    }
    t.equal(updates(), 0);
  });

  t.test('that is not JSON is 400, and the response does not repeat it', async (t) => {
    for (const body of [
      '',
      '{',
      '{"page_url":"canary',
      "{'page_url':'canary'}",
      '{"a":canary}',
      'canary',
      '\ufeff{}x',
      '{"page_url":"x"}canary',
      '\u0000',
    ]) {
      const response = await patch(body);
      t.match([response.status, response.json.code], [400, 'invalid_request'], JSON.stringify(body));
      t.notMatch(response.text, /canary/);
    }
    t.equal(updates(), 0);
  });

  t.test('that would pollute a prototype is 400', async (t) => {
    for (const body of [
      '{"__proto__":{"page_url":"https://b.example/"}}',
      '{"page_url":"https://b.example/","__proto__":{"x":1}}',
      '{"\\u005f_proto__":{"x":1}}',
      '{"constructor":{"prototype":{"x":1}}}',
      '{"page_url":{"__proto__":{"x":1}}}',
    ])
      t.match((await patch(body)).json, { status: 400, code: 'invalid_request' }, body);
    const unread = await client.post('/logout', { body: '{"__proto__":{"x":1}}' });
    t.equal(unread.status, 400, 'also for routes that read no field');
    t.equal(({} as Record<string, unknown>).x, undefined);
    t.equal(updates(), 0);
  });

  t.test('of more than 16 KiB is 413, with or without Content-Length', async (t) => {
    const large = JSON.stringify({ page_url: `https://b.example/${'a'.repeat(17 * 1024)}` });
    const response = await patch(large);
    t.match([response.status, response.json.code], [413, 'payload_too_large']);
    t.equal((await client.post('/logout', { body: large })).status, 413);
    const justBelow = JSON.stringify({ page_url: 'https://b.example/', x: 'a'.repeat(16 * 1024 - 40) });
    t.ok(justBelow.length <= 16 * 1024);
    t.equal((await patch(justBelow)).status, 400, 'a body just below the limit is read');
    t.equal(updates(), 0);
  });

  t.test('and its type are optional for an unsafe request that needs none', async (t) => {
    const other = await app.signIn(seededUsers.training.id);
    t.equal((await other.post('/logout/everywhere')).status, 204);
    t.match((await client.request('PATCH', path, { headers: { 'if-match': '*' } })).json, {
      status: 400,
      code: 'invalid_request',
    });
  });

  t.test('of a read request is ignored', async (t) => {
    const response = await client.request('GET', '/api/me', {
      body: '{"a":1}',
      headers: { 'content-type': 'text/plain' },
    });
    t.equal(response.status, 200);
  });
});

test('a body on a request that takes none is 400, and nothing happens', async (t) => {
  const app = await startApp(t);
  const client = await app.signIn(events.id);
  for (const [method, path] of [
    ['POST', '/api/calendar'],
    ['DELETE', '/api/calendar'],
    ['DELETE', '/api/sessions/5f0c1b8a9e3d4c2f7a6b8d9e0f1a2b3c'],
    ['DELETE', '/api/me'],
  ] as const)
    for (const body of [{ active: false }, [], 'x', 0]) {
      const response = await client.request(method, path, { body: JSON.stringify(body) });
      t.match(response, { status: 400, json: { code: 'invalid_request', detail: /takes no body/ } }, path);
    }
  t.match((await client.get('/api/calendar')).json, { active: false });
  t.equal((await client.get('/api/me')).status, 200);

  t.equal((await client.post('/api/calendar', { body: {} })).status, 201, 'an empty object is accepted');
  t.match((await client.get('/api/calendar')).json, { active: true });
});
