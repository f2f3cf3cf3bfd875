import { limits } from '../../src/limits.ts';
import { namesIn, sectionOf, tableIn, tablesOf } from './markdown.ts';
import type { Repository } from './repository.ts';

/** Checks a page against the code. Returns one line for each difference. */
export type Check = (repository: Repository) => string[];

export const SECURITY_PAGE = 'docs/security.md';

/** The tables of docs/security.md against the repository, by the name of the section. */
export const securityChecks: Record<string, Check> = {
  Threats: checkThreats,
  Access: checkAccess,
  'Data classification': checkClassification,
  'What a ciphertext is bound to': checkCiphertexts,
  Cryptography: checkCryptography,
  'Outgoing connections': checkConnections,
};

const pageOf = (repository: Repository) => repository.read(SECURITY_PAGE);

function checkThreats(repository: Repository): string[] {
  const page = pageOf(repository);
  const assets = new Set(tableIn(page, 'Assets').map(({ Asset = '' }) => Asset.slice(0, 2)));
  return tableIn(page, 'Threats').flatMap((row, index) => {
    const id = `T-${String(index + 1).padStart(2, '0')}`;
    const tests = namesIn(row.Test);
    return [
      ...(row[''] === id ? [] : [`"${row['']}" instead of ${id}`]),
      ...(row.Attack && row.Mitigation ? [] : [`${id} has no attack or mitigation`]),
      ...(tests.length > 0 ? [] : [`${id} has no test`]),
      ...tests.filter((path) => !repository.exists(path)).map((path) => `${id}: ${path} does not exist`),
      ...(row.Assets ?? '')
        .split(' ')
        .filter((asset) => !assets.has(asset))
        .map((asset) => `${id}: unknown asset ${asset}`),
    ];
  });
}

/** A row of the access table for each route and method. */
export function accessRows(page: string): { method: string; url: string; who: string }[] {
  return tableIn(page, 'Access').flatMap(({ Route, Methods = '', Who = '' }) =>
    namesIn(Route)
      .flatMap(expanded)
      .flatMap((url) => Methods.split(', ').map((method) => ({ method, url, who: Who }))),
  );
}

/** Expands `/a/{b,c}` to `/a/b` and `/a/c`. */
function expanded(pattern: string): string[] {
  const [, before = '', alternatives = '', after = ''] = /^(.*?)\{([^}]*)\}(.*)$/.exec(pattern) ?? [];
  if (alternatives === '') return [pattern];
  return alternatives.split(',').flatMap((each) => expanded(`${before}${each}${after}`));
}

/** Only the operations of openapi.json. A test compares the table with all routes of a running app. */
function checkAccess(repository: Repository): string[] {
  const listed = new Set(accessRows(pageOf(repository)).map(({ method, url }) => `${method} ${url}`));
  const { paths }: { paths: Record<string, object> } = JSON.parse(repository.read('openapi.json'));
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  );
  return operations
    .filter((operation) => !listed.has(operation))
    .map((operation) => `${operation} is missing`);
}

/** The columns of all tables in the Prisma schema, with whether they contain bytes. */
function schemaColumns(repository: Repository): Map<string, boolean> {
  const models = [...repository.read('prisma/schema.prisma').matchAll(/^model (\w+) \{([^}]*)^\}/gm)];
  const modelNames = new Set(models.map(([, name]) => name));
  const columns = new Map<string, boolean>();
  for (const [, , body = ''] of models) {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1];
    for (const [, field, type, rest = ''] of body.matchAll(/^ {2}(\w+) +(\w+)(.*)$/gm))
      if (!modelNames.has(type))
        columns.set(`${table}.${/@map\("(\w+)"\)/.exec(rest)?.[1] ?? field}`, type === 'Bytes');
  }
  return columns;
}

interface ClassifiedColumn {
  table: string;
  name: string;
  dataClass: string;
  stored: string;
  retention: string;
}

function classifiedColumns(page: string): ClassifiedColumn[] {
  const rows = tablesOf(sectionOf(page, 'Data classification'))[1] ?? [];
  return rows.flatMap((row) => {
    const table = namesIn(row.Table)[0] ?? '';
    return namesIn(row.Columns).map((column) => ({
      table,
      name: `${table}.${column}`,
      dataClass: row.Class ?? '',
      stored: row['Stored as'] ?? '',
      retention: row.Retention ?? '',
    }));
  });
}

/** The limit of each table whose rows have a retention. */
const LIMIT_OF_TABLE: Record<string, { retention: string }> = {
  session: limits.session,
  authorization_request: limits.authorizationRequest,
  livestream: limits.livestream,
  live_status: limits.liveStatus,
  meeting_session: limits.meetingSession,
  start_attempt: limits.startAttempt,
  destination_switch: limits.destinationSwitch,
  listing_page: limits.listingPage,
  livestream_change: limits.history,
  bulk_update: limits.bulkUpdate,
  bulk_update_row: limits.bulkUpdate,
  user_event: limits.userEvent,
  webhook_event: limits.webhookEvent,
  erased_user: limits.erasedUser,
  rate_limit: limits.rateLimit,
};

const SENSITIVE = ['secret', 'personal'];
const CLASSES = [...SENSITIVE, 'identifier', 'operational'];

function checkClassification(repository: Repository): string[] {
  const page = pageOf(repository);
  const columns = schemaColumns(repository);
  const classified = classifiedColumns(page);
  const names = classified.map(({ name }) => name);
  return [
    ...[...columns.keys()].filter((name) => !names.includes(name)).map((name) => `${name} has no class`),
    ...names.filter((name) => !columns.has(name)).map((name) => `${name} does not exist`),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is listed twice`),
    ...classified.flatMap((column) => checkColumn(column, columns.get(column.name) === true)),
    ...withoutTable(page),
  ];
}

function checkColumn(
  { table, name, dataClass, stored, retention }: ClassifiedColumn,
  isBytes: boolean,
): string[] {
  const limit = LIMIT_OF_TABLE[table];
  const isProtected = stored === 'encrypted' || stored === 'SHA-256';
  // The keys of the rate limiter are keyed hashes as text.
  const isText = stored === 'plain' || table === 'rate_limit';
  return [
    ...(CLASSES.includes(dataClass) ? [] : [`${name}: unknown class "${dataClass}"`]),
    ...(SENSITIVE.includes(dataClass) && !isProtected ? [`${name} is ${dataClass} and ${stored}`] : []),
    ...(isBytes === isText ? [`${name} is not ${stored}`] : []),
    ...(limit && !retention.includes(limit.retention) ? [`${name}: the limit is ${limit.retention}`] : []),
    ...(!limit && /\d/.test(retention) ? [`${name}: src/limits.ts has no retention`] : []),
  ];
}

/** Limits with a retention that no table of the page has. */
function withoutTable(page: string): string[] {
  const used = new Set<object>(Object.values(LIMIT_OF_TABLE));
  const jobs = `failed ones ${limits.failedJob.retention}`;
  return [
    ...Object.entries(limits)
      .filter(([name, limit]) => 'retention' in limit && name !== 'failedJob' && !used.has(limit))
      .map(([name]) => `limits.${name}: add its table to scripts/docs/security-page.ts`),
    ...(sectionOf(page, 'Data classification').includes(jobs) ? [] : [`"${jobs}" is missing`]),
  ];
}

function checkCiphertexts(repository: Repository): string[] {
  const page = pageOf(repository);
  const listed = tableIn(page, 'What a ciphertext is bound to').flatMap(({ Column }) => namesIn(Column));
  const encrypted = classifiedColumns(page)
    .filter(({ stored }) => stored === 'encrypted')
    .map(({ name }) => name);
  const tables = new Set(listed.map((name) => name.split('.')[0]));
  const inCode = repository
    .serverFiles()
    .flatMap((path) => [...repository.read(path).matchAll(/\btable: '(\w+)',\s+column\b/g)])
    .map(([, table]) => table);
  const count = `${encrypted.length} encrypted columns`;
  return [
    ...encrypted.filter((name) => !listed.includes(name)).map((name) => `${name} is missing`),
    ...listed.filter((name) => !encrypted.includes(name)).map((name) => `${name} is not encrypted`),
    ...inCode.filter((table) => !tables.has(table)).map((table) => `${table} is missing`),
    ...(sectionOf(page, 'Threats').includes(count) ? [] : [`T-19 must have "${count}"`]),
  ];
}

function checkCryptography(repository: Repository): string[] {
  const named = new Set(namesIn(sectionOf(pageOf(repository), 'Cryptography')));
  const sources = repository.serverFiles().map((path) => ({ path, text: repository.read(path) }));
  const labels = sources.flatMap(({ text }) => [...text.matchAll(/\bderiveKey\([^,)]+, '([^']+)'\)/g)]);
  const users = sources.filter(
    ({ path, text }) => !path.startsWith('src/crypto/') && /\bcreate(?:Hash|Hmac|\w+iv)\(/.test(text),
  );
  return [
    ...labels
      .filter(([, label = '']) => !named.has(label))
      .map(([, label]) => `derived key ${label} is missing`),
    ...users.filter(({ path }) => !named.has(path)).map(({ path }) => `${path} is missing`),
    ...[...named]
      .filter((name) => name.startsWith('src/') && !repository.exists(name))
      .map((name) => `${name} does not exist`),
  ];
}

/** Code that opens a connection to another host. */
const CONNECTS = [
  /\bfetch\(/,
  /from 'undici'/,
  /from '@fastify\/oauth2'/,
  /import \{[^}]*\bconnect\b[^}]*\} from 'node:(?:net|tls|http2)'/,
  /import \{[^}]*\b(?:request|get)\b[^}]*\} from 'node:https?'/,
  /import \{[^}]*(?<!type )\b(?:Client|Pool)\b[^}]*\} from 'pg'/,
  /opentelemetry\/exporter/,
];

function checkConnections(repository: Repository): string[] {
  const rows = tableIn(pageOf(repository), 'Outgoing connections');
  const listed = new Set(rows.flatMap(({ Code }) => namesIn(Code)));
  const connecting = repository.serverFiles().filter((path) => {
    const code = repository.read(path).replaceAll(/import type [^;]*;|\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    return CONNECTS.some((pattern) => pattern.test(code));
  });
  const reference = repository.read('docs/configuration.md');
  const named = rows.flatMap(({ Variable, Default }) => [...namesIn(Variable), ...namesIn(Default)]);
  return [
    ...connecting.filter((path) => !listed.has(path)).map((path) => `${path} connects to other hosts`),
    ...[...listed].filter((path) => !connecting.includes(path)).map((path) => `${path} does not connect`),
    ...named
      .filter((name) => !reference.includes(`\`${name}\``))
      .map((name) => `${name} is not a variable or default`),
  ];
}
