import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { apiDocumentationPage } from '../../src/pages/api-documentation.ts';
import { problems } from '../../src/problem.ts';

const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));
const page = apiDocumentationPage(document);

test('the page lists every operation of the API', async (t) => {
  for (const [path, methods] of Object.entries(document.paths as Record<string, object>)) {
    for (const method of Object.keys(methods)) t.match(page, `${method.toUpperCase()} ${path}</code>`);
  }
});

test('the page lists every problem with its message', async (t) => {
  for (const [code, { status }] of Object.entries(problems)) {
    t.match(page, new RegExp(`<code>${code}</code></td><td>${status}</td><td>[A-Z]`));
  }
});

test('fields of nested objects and lists have their full names', async (t) => {
  t.match(page, '<code>connection.reconnect_url</code>');
  t.match(page, '<code>meetings[].live.status</code>');
});

test('shared fields of the checks are listed once, others per check', async (t) => {
  t.match(page, '<code>checks[].status</code>');
  t.notMatch(page, '<code>checks[connection].status</code>');
  t.match(page, '<code>checks[connection].reason</code></td><td>lasts · no_fixed_time');
  t.match(page, '<code>checks[same_key].facts.meetings[].topic</code>');
  t.notMatch(page, '<code>checks[licence].facts.');
});

test('texts of the document are escaped', async (t) => {
  const hostile = { paths: { '/api/x': { get: { summary: '<script>alert(1)</script>' } } } };
  t.notMatch(apiDocumentationPage(hostile), '<script>');
});
