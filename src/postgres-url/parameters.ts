import { InvalidPostgresUrlError } from './error.ts';
import { readOptions, type SessionSetting } from './session-settings.ts';

export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

const TARGETS = ['any', 'read-write', 'primary', 'read-only', 'standby', 'prefer-standby'] as const;

export interface TlsParameters {
  /**
   * Undefined if the URL does not specify it: then `prefer` (libpq's default), but never for this
   * machine.
   */
  mode: SslMode | undefined;
  /** Path of the certificates to trust, or `system`. */
  rootCertificate: string | undefined;
  certificate: string | undefined;
  key: string | undefined;
  keyPassword: string | undefined;
  /** TLS from the first byte (PostgreSQL 17 and newer). */
  isDirect: boolean;
  requiresChannelBinding: boolean;
}

/** Parameters of a URL other than user, password, hosts and database. */
export interface ConnectionParameters {
  tls: TlsParameters;
  /**
   * Applied after connecting, in this order, because poolers reject most of them as startup
   * parameters.
   */
  settings: SessionSetting[];
  /** The part of `options` that is not a setting, for providers that use it for routing. */
  startupOptions: string | undefined;
  /** The schema of the tables, if it is not the server's default. */
  schema: string | undefined;
  applicationName: string | undefined;
  /** Whether the server must accept writes. Undefined if the URL does not specify it. */
  target: 'any' | 'read-write' | undefined;
}

const CONNECTION = ['host', 'port', 'user', 'password', 'dbname'] as const;
type ConnectionName = (typeof CONNECTION)[number];

/** Accepted but ignored: parameters for other programs, or for limits that Uplink sets itself. */
const IGNORED = new Set([
  ...[
    'connect_timeout',
    'fallback_application_name',
    'client_encoding',
    'encoding',
    'gssencmode',
    'sslcompression',
  ],
  ...[
    'keepalives',
    'keepalives_idle',
    'keepalives_interval',
    'keepalives_count',
    'tcp_user_timeout',
    'sslsni',
  ],
  ...['load_balance_hosts', 'ssl_min_protocol_version', 'ssl_max_protocol_version', 'min_protocol_version'],
  // Parameters of Prisma, node-postgres and hosting providers.
  ...[
    'pgbouncer',
    'connection_limit',
    'pool_timeout',
    'socket_timeout',
    'statement_cache_size',
    'uselibpqcompat',
  ],
  ...['single_use_connections', 'pool_mode', 'workaround', 'supa', 'max_protocol_version'],
]);
const KNOWN = new Set([
  ...['sslmode', 'ssl', 'sslaccept', 'sslrootcert', 'sslcert', 'sslkey', 'sslpassword', 'sslnegotiation'],
  ...[
    'channel_binding',
    'options',
    'schema',
    'currentSchema',
    'search_path',
    'application_name',
    'target_session_attrs',
  ],
]);

/** Parses the query of a URL. */
export function readParameters(query: string): {
  connection: Partial<Record<ConnectionName, string>>;
  rest: ConnectionParameters;
} {
  const values = valuesOf(query);
  const get = (name: string) => values.get(name) || undefined;
  const options = readOptions(get('options') ?? '');
  const schema = get('schema') ?? get('currentSchema');
  const path = schema === undefined ? get('search_path') : quoteIdentifier(schema);
  const settings: SessionSetting[] =
    path === undefined ? options.settings : [...options.settings, ['search_path', path]];
  return {
    connection: Object.fromEntries(CONNECTION.flatMap((name) => (get(name) ? [[name, get(name)]] : []))),
    rest: {
      tls: tlsOf(get),
      settings,
      startupOptions: options.rest,
      schema: firstSchema(settings.findLast(([name]) => name === 'search_path')?.[1]),
      applicationName: get('application_name'),
      target: targetOf(get('target_session_attrs')),
    },
  };
}

function valuesOf(query: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    if (!KNOWN.has(name) && !IGNORED.has(name) && !CONNECTION.some((known) => known === name)) {
      throw new InvalidPostgresUrlError(
        'has a query parameter that is not supported (remove it; write %3F for a ? in the password)',
      );
    }
    try {
      // libpq does not decode a plus sign as a space, but form encoders write it so. Only `options`
      // contains spaces.
      const text =
        name === 'options' ? pair.slice(equals + 1).replaceAll('+', '%20') : pair.slice(equals + 1);
      values.set(name, equals === -1 ? '' : decodeURIComponent(text));
    } catch {
      throw new InvalidPostgresUrlError(
        `has a % in ${name} that is not part of a percent-encoded character (write %25)`,
      );
    }
  }
  return values;
}

type Get = (name: string) => string | undefined;

function tlsOf(get: Get): TlsParameters {
  const negotiation = oneOf('sslnegotiation', get('sslnegotiation'), ['postgres', 'direct']);
  const binding = oneOf('channel_binding', get('channel_binding'), ['disable', 'prefer', 'require']);
  return {
    mode: modeOf(get),
    rootCertificate: get('sslrootcert'),
    certificate: get('sslcert'),
    key: get('sslkey'),
    keyPassword: get('sslpassword'),
    isDirect: negotiation === 'direct',
    requiresChannelBinding: binding === 'require',
  };
}

function modeOf(get: Get): SslMode | undefined {
  const mode = get('sslmode');
  const strict = oneOf('sslaccept', get('sslaccept'), ['strict', 'accept_invalid_certs']);
  if (mode === 'no-verify') return 'require';
  if (mode === 'require' && strict === 'strict') return 'verify-full';
  if (mode !== undefined) return oneOf('sslmode', mode, SSL_MODES);
  const ssl = oneOf('ssl', get('ssl')?.toLowerCase(), ['true', '1', 'false', '0', 'no-verify']);
  if (ssl === undefined) return undefined;
  return ssl === 'false' || ssl === '0' ? 'disable' : 'require';
}

function targetOf(text: string | undefined): ConnectionParameters['target'] {
  const target = oneOf('target_session_attrs', text, TARGETS);
  if (target === undefined) return undefined;
  if (target === 'any') return 'any';
  if (target === 'read-write' || target === 'primary') return 'read-write';
  throw new InvalidPostgresUrlError('requires a read-only server in target_session_attrs (write read-write)');
}

function oneOf<const Value extends string>(
  name: string,
  text: string | undefined,
  values: readonly Value[],
): Value | undefined {
  if (text === undefined) return undefined;
  const value = values.find((each) => each === text);
  if (value === undefined)
    throw new InvalidPostgresUrlError(`has an unsupported ${name} (use ${values.join(', ')})`);
  return value;
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The first schema of a search path. Undefined for the server's default. */
function firstSchema(path: string | undefined): string | undefined {
  const [, quoted, plain] = /^\s*(?:"((?:[^"]|"")+)"|([^\s",]+))/.exec(path ?? '') ?? [];
  const name = quoted?.replaceAll('""', '"') ?? plain?.toLowerCase();
  return name === '$user' ? undefined : name;
}
