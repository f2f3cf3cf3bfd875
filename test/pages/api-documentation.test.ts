import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { apiDocumentationPage } from '../../src/pages/api-documentation.ts';
import { problems } from '../../src/problem.ts';

const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));
const page = apiDocumentationPage(document);

test('every operation of the API is on its page', async (t) => {
  for (const [path, methods] of Object.entries(document.paths as Record<string, object>)) {
    for (const method of Object.keys(methods)) t.match(page, `${method.toUpperCase()} ${path}</code>`);
  }
});

test('every problem is on it, with its sentence', async (t) => {
  for (const [code, { status }] of Object.entries(problems)) {
    t.match(page, new RegExp(`<code>${code}</code></td><td>${status}</td><td>[A-Z]`));
  }
});

test('fields within objects and lists are told by their whole names', async (t) => {
  t.match(page, '<code>connection.reconnect_url</code>');
  t.match(page, '<code>meetings[].live.status</code>');
});

test('what each check can find is told check by check, and what all have alike once', async (t) => {
  t.match(page, '<code>checks[].status</code>');
  t.notMatch(page, '<code>checks[connection].status</code>');
  t.match(page, '<code>checks[connection].reason</code></td><td>lasts · no_fixed_time');
  t.match(page, '<code>checks[same_key].facts.meetings[].topic</code>');
  t.notMatch(page, '<code>checks[licence].facts.');
});

test('what the document holds is escaped', async (t) => {
  const hostile = { paths: { '/api/x': { get: { summary: '<script>alert(1)</script>' } } } };
  t.notMatch(apiDocumentationPage(hostile), '<script>');
});
