import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { loadDocuments } from '../../tools/zoom-simulator/schemas/documents.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });

/** A folder with these files. */
async function folderWith(t: Test, files: Record<string, unknown>) {
  const folder = await mkdtemp(join(tmpdir(), 'openapi-documents-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

const topic = { type: 'string', nullable: true };
const api = {
  openapi: '3.0.0',
  paths: {
    '/users/{userId}': {
      get: {
        responses: {
          200: json({ type: 'object', required: ['id'], properties: { id: { type: 'string' } } }),
        },
      },
    },
    '/meetings/{meetingId}': {
      get: { responses: { 200: json({ type: 'object', properties: { topic } }) } },
      patch: { responses: { 204: {} } },
    },
  },
};
const object = { type: 'object', required: ['id'], properties: { id: { type: 'integer', format: 'int64' } } };
const webhooks = {
  openapi: '3.1.0',
  webhooks: {
    'meeting.updated': { post: { requestBody: json({ type: 'object', properties: { object } }) } },
    'meeting.deleted': {
      post: {
        requestBody: json({
          type: 'object',
          properties: {
            object: {
              $ref: '#/paths/meeting.updated/post/requestBody/content/application~1json/schema/properties/object',
            },
          },
        }),
      },
    },
  },
};

test('responses and events are validated against the OpenAPI documents of a folder', async (t) => {
  const documents = loadDocuments(
    await folderWith(t, { 'api.json': api, 'webhooks.json': webhooks, 'note.txt': '' }),
  );
  const response = (path: string, body: object) =>
    documents.violationsOfResponse('GET', path, 200, JSON.stringify(body)).length;
  t.equal(response('/v2/users/me', { id: 'x' }), 0);
  t.equal(response('/v2/users/me', {}), 1);
  t.equal(response('/v2/meetings/82929473321', { topic: null }), 0);
  t.equal(response('/v2/meetings/82929473321', { topic: 7 }), 1);
  t.equal(response('/v2/unknown', { topic: 7 }), 0, 'an operation that the documents do not describe');
  t.same(documents.violationsOfResponse('PATCH', '/v2/meetings/1', 204, ''), []);
  t.equal(documents.violationsOfResponse('PATCH', '/v2/meetings/1', 200, '{}').length, 1, 'no such status');
  for (const event of ['meeting.updated', 'meeting.deleted']) {
    t.same(documents.violationsOfEvent(JSON.stringify({ event, object: { id: 7 } })), []);
    t.equal(documents.violationsOfEvent(JSON.stringify({ event, object: { topic: 'x' } })).length, 1, event);
  }
});

test('a folder without a usable document is an error', async (t) => {
  t.throws(() => loadDocuments('/nonexistent'), { code: 'ENOENT' });
  const folders = await Promise.all(
    [{}, { 'a.json': {} }, { 'a.txt': api }].map((files) => folderWith(t, files)),
  );
  for (const folder of folders) t.throws(() => loadDocuments(folder), /no OpenAPI document/);
});

test('without a folder nothing is validated against documents', async (t) => {
  for (const folder of [undefined, ''])
    t.same(loadDocuments(folder).violationsOfResponse('GET', '/v2/users/me', 200, '{}'), []);
});
