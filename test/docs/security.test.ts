import { test } from 'tap';
import { parseAllDocuments } from 'yaml';
import { namesIn, sectionOf, tableIn } from '../../scripts/docs/markdown.ts';
import { type Repository, repository } from '../../scripts/docs/repository.ts';
import { accessRows, SECURITY_PAGE, securityChecks } from '../../scripts/docs/security-page.ts';
import { startApp } from '../helpers/app.ts';
import { registeredRoutes } from '../helpers/routes.ts';
import { HOST } from '../helpers/zoom-host.ts';

const page = repository.read(SECURITY_PAGE);

for (const [section, check] of Object.entries(securityChecks)) {
  test(`the section "${section}" matches the code`, async (t) => {
    t.same(check(repository), []);
  });
}

/** The repository with one file changed. */
function withChange(path: string, change: (text: string) => string): Repository {
  const read = (each: string) => (each === path ? change(repository.read(path)) : repository.read(each));
  return { ...repository, read };
}

const add = (line: string, to: RegExp) => (text: string) => text.replace(to, (found) => `${found}\n${line}`);
const replace = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);

for (const [what, path, change, error] of [
  [
    'a column without a class',
    'prisma/schema.prisma',
    add('  device String', /^model Session \{$/m),
    'session.device has no class',
  ],
  [
    'a class for a column that was removed',
    'prisma/schema.prisma',
    replace(/^ +lastUsedAt .*$/m, ''),
    'destination.last_used_at does not exist',
  ],
  [
    'a plain column with secrets',
    SECURITY_PAGE,
    replace('`profile` | encrypted', '`profile` | plain'),
    'installation.profile is personal and plain',
  ],
  [
    'plain text that the page calls encrypted',
    SECURITY_PAGE,
    replace('`account_id` | plain', '`account_id` | encrypted'),
    'installation.account_id is not encrypted',
  ],
  [
    'another retention',
    SECURITY_PAGE,
    replace(/(`livestream_change`.*)400 days/, '$1 30 days'),
    'livestream_change.content: the limit is 400 days',
  ],
  [
    'a test that does not exist',
    SECURITY_PAGE,
    replace('`test/install/next.test.ts`', '`test/no.test.ts`'),
    'T-05: test/no.test.ts does not exist',
  ],
  [
    'an operation that is not in the access table',
    'openapi.json',
    replace('"/api/calendar"', '"/api/other"'),
    'GET /api/other is missing',
  ],
  ['a missing threat', SECURITY_PAGE, replace(/^\| T-03 .*\n/m, ''), '"T-04" instead of T-03'],
  [
    'an encrypted column that is bound to nothing',
    SECURITY_PAGE,
    replace(/^\| `listing_page.page` .*\n/m, ''),
    'listing_page.page is missing',
  ],
  [
    'an unlisted derived key',
    'src/webhooks/inbox.ts',
    replace("'user-id'", "'other'"),
    'derived key other is missing',
  ],
  [
    'an unlisted use of a hash',
    'src/limits.ts',
    add('createHash()', /^export const limits/m),
    'src/limits.ts is missing',
  ],
  [
    'an unlisted outgoing connection',
    'src/limits.ts',
    add('fetch(url)', /^export const limits/m),
    'src/limits.ts connects to other hosts',
  ],
] as const) {
  test(`the checks find ${what}`, async (t) => {
    const changed = withChange(path, change);
    t.not(changed.read(path), repository.read(path));
    const errors = Object.values(securityChecks).flatMap((check) => check(changed));
    t.ok(errors.includes(error), errors.join('\n'));
  });
}

const access = accessRows(page);
const nameOf = ({ method, url }: { method: string; url: string }) => `${method} ${url}`;

test('the access table lists every route and method, and no other', async (t) => {
  t.same(access.map(nameOf).sort(), (await registeredRoutes()).map(nameOf).sort());
});

test('without a session, exactly the routes marked with "session" are 401', async (t) => {
  const uplink = await startApp(t, { uiDirectory: new URL('../http/ui', import.meta.url).pathname });
  await uplink.signIn(HOST);
  for (const { method, url, who } of access) {
    const path = url.replace(':id', '82929473321').replace(':file', 'x.ics').replace('*', 'main-0a1b2c.js');
    const headers = { 'sec-fetch-site': 'same-origin' };
    const { status } = await uplink.client().request(method, path, { headers });
    t.equal(status === 401, who === 'session', `${method} ${url}: ${status}`);
  }
});

interface NetworkPolicy {
  spec: {
    podSelector?: object;
    endpointSelector?: object;
    egress: { ports?: { port: number }[]; toFQDNs?: { matchName: string }[] }[];
  };
}

test('the network policies allow the listed ports and hosts, and no others', async (t) => {
  const rows = tableIn(page, 'Outgoing connections');
  const parse = (yaml: string): NetworkPolicy => parseAllDocuments(yaml)[0]?.toJS();
  const policy = parse(repository.read('deploy/kubernetes/network-policy.yaml')).spec;
  const allowed = policy.egress.flatMap(({ ports = [] }) => ports.map(({ port }) => port));
  const ports = rows.map(({ Port }) => Number(Port)).filter((port) => port > 0);
  t.same(new Set(allowed), new Set([53, ...ports]));

  const example = /```yaml\n([\s\S]*?)```/.exec(sectionOf(page, 'Outgoing connections'))?.[1] ?? '';
  const withHosts = parse(example).spec;
  const hosts = rows.flatMap(({ Default }) => namesIn(Default)).map((value) => new URL(value).hostname);
  t.same(
    withHosts.egress.flatMap(({ toFQDNs = [] }) => toFQDNs.map(({ matchName }) => matchName)),
    hosts,
  );
  t.same(withHosts.endpointSelector, policy.podSelector);
});
