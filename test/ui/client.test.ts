import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Test, test } from 'tap';
import { createApi, resultFor } from '../../src/ui/api/client.ts';

async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  t.teardown(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const me = (origin: string) => resultFor(createApi(origin).GET('/api/me'));

test('a result contains its ETag', async (t) => {
  const origin = await serve(t, (_request, response) => {
    response
      .setHeader('content-type', 'application/json; charset=utf-8')
      .setHeader('etag', '"7"')
      .end('{"a":1}');
  });
  t.strictSame(await me(origin), { ok: true, value: { a: 1 }, etag: '"7"' });
});

test('a body is sent as JSON; without one there is no content type', async (t) => {
  const seen: unknown[] = [];
  const origin = await serve(t, (request, response) => {
    seen.push([request.method, request.url, request.headers['content-type']]);
    response.writeHead(204).end();
  });
  const client = createApi(origin);
  const params = { path: { id: '123456789' }, header: { 'If-Match': '*' } };
  await resultFor(client.PATCH('/api/meetings/{id}/livestream', { params, body: { page_url: 'x' } }));
  const undone = resultFor(client.POST('/api/bulk-updates/{id}/undo', { params: { path: { id: 'a/b' } } }));
  t.match(await undone, { ok: true, value: undefined });
  t.strictSame(seen, [
    ['PATCH', '/api/meetings/123456789/livestream', 'application/json'],
    ['POST', '/api/bulk-updates/a%2Fb/undo', undefined],
  ]);
});

test('a problem is returned unchanged', async (t) => {
  const problem = { title: 'Changed', status: 412, code: 'precondition_failed', detail: 'Check again.' };
  const origin = await serve(t, (_request, response) => {
    response.writeHead(412, { 'content-type': 'application/problem+json; charset=utf-8', etag: '"8"' });
    response.end(JSON.stringify(problem));
  });
  t.strictSame(await me(origin), { ok: false, failure: { kind: 'problem', problem, etag: '"8"' } });
});

test('a response that is not from the API differs from no response', async (t) => {
  const origin = await serve(t, (request, response) => {
    if (request.url?.startsWith('/deleted')) return response.destroy();
    return response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
  });
  t.strictSame(await me(origin), { ok: false, failure: { kind: 'unexpected', status: 502 } });
  t.strictSame(await me(`${origin}/deleted`), { ok: false, failure: { kind: 'unreachable' } });
});

test('a response that breaks off counts as no response', async (t) => {
  const origin = await serve(t, (request, response) => {
    const isProblem = request.url?.startsWith('/problem') === true;
    const type = isProblem ? 'application/problem+json' : 'application/json';
    response.writeHead(isProblem ? 500 : 200, { 'content-type': type }).end('{"half":');
  });
  t.strictSame(await me(origin), { ok: false, failure: { kind: 'unreachable' } });
  t.strictSame(await me(`${origin}/problem`), { ok: false, failure: { kind: 'unreachable' } });
});
