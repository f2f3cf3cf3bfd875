import { readFile, writeFile } from 'node:fs/promises';
import t from 'tap';
import { executedStatements } from './statements.ts';

const { PLANS_INSTALLATIONS = '5000', PLANS_FILE } = process.env;
/** Used without the recorded client. */
const ELSEWHERE = ['/webhooks/zoom', '/api/events', '/logout', '/logout/everywhere'];

t.test('no statement reads a whole table that grows', async (t) => {
  const { statements, sent } = await executedStatements(t, Number(PLANS_INSTALLATIONS));
  if (PLANS_FILE !== undefined) await writeFile(PLANS_FILE, JSON.stringify(statements));
  t.strictSame(
    statements.flatMap(({ statement, problems }) => problems.map((problem) => ({ statement, problem }))),
    [],
  );

  const { paths } = JSON.parse(await readFile('openapi.json', 'utf8')) as { paths: Record<string, object> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
  );
  const unused = operations.filter(
    ({ path, method }) =>
      !ELSEWHERE.includes(path) &&
      !sent.some((one) => one.method === method && matches(path, one.path) && one.status !== 429),
  );
  t.strictSame(unused, [], 'every operation was used');

  const executed = statements.map(({ statement }) => statement).join('\n');
  for (const part of [
    '"erased_user" where ctid',
    'greatest(refreshed_at',
    'set check_at = null',
    'user_event',
  ])
    t.ok(executed.includes(part), `jobs ran: ${part}`);
});

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
