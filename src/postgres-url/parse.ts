import { InvalidPostgresUrlError } from './error.ts';
import { type ConnectionParameters, readParameters } from './parameters.ts';

export interface HostAddress {
  /** A name, an address, or the directory of a Unix socket (starts with a slash). */
  host: string;
  port: number;
}

/**
 * A PostgreSQL connection URL as defined by libpq ("Connection URIs" in PostgreSQL's manual), plus
 * Prisma's `schema`.
 */
export interface PostgresUrl extends ConnectionParameters {
  /** In the order in which they are tried. Contains at least one. */
  hosts: HostAddress[];
  user: string | undefined;
  password: string | undefined;
  database: string | undefined;
}

const DEFAULT_HOST = 'localhost';
const DEFAULT_PORT = 5432;
const HOST = /^(?:\[[0-9a-f:.%]+\]|[^\s:[\]/?#@,]*)$/i;

/**
 * @param text `postgresql://user:password@host:port,host:port/database?parameter=value`
 * @throws {InvalidPostgresUrlError}
 */
export function parsePostgresUrl(text: string): PostgresUrl {
  const [, rest] = /^postgres(?:ql)?:\/\/(.*)$/is.exec(text) ?? [];
  if (rest === undefined) throw new InvalidPostgresUrlError('is not a PostgreSQL URL');
  if (/\s/.test(rest)) {
    throw new InvalidPostgresUrlError('contains white space (in a password, write %20 for a space)');
  }
  const { userInfo, authority, path, query } = split(rest);
  const [user, password] = credentials(userInfo);
  const parameters = readParameters(query);
  const { dbname, user: userParameter, password: passwordParameter, host, port } = parameters.connection;
  return {
    ...parameters.rest,
    hosts: host === undefined && port === undefined ? hostsOf(authority) : hostList(host, port, authority),
    user: userParameter ?? user,
    password: passwordParameter ?? password,
    database: (dbname ?? decoded(path, 'database name')) || undefined,
  };
}

/**
 * Splits the URL after its scheme. A `#` does not start a fragment, so a password may contain it
 * unencoded. It may also contain an unencoded `@`, because the last one before the path ends it. A
 * slash or question mark must be encoded, because it ends the host.
 */
function split(rest: string) {
  const end = rest.search(/[/?]/);
  const authorityPart = end === -1 ? rest : rest.slice(0, end);
  const tail = end === -1 ? '' : rest.slice(end);
  const at = authorityPart.lastIndexOf('@');
  const queryAt = tail.indexOf('?');
  const path = (queryAt === -1 ? tail : tail.slice(0, queryAt)).slice(1);
  const query = queryAt === -1 ? '' : tail.slice(queryAt + 1);
  const authority = authorityPart.slice(at + 1);
  if (path.includes('@') || path.includes('/') || (at === -1 && query.includes('@') && !isHosts(authority))) {
    throw new InvalidPostgresUrlError(UNENCODED);
  }
  return { userInfo: at === -1 ? '' : authorityPart.slice(0, at), authority, path, query };
}

const UNENCODED =
  'has a character in its user name, password or database name that must be percent-encoded (/ as %2F, ? as %3F, # as %23, @ as %40, : as %3A, % as %25)';

function credentials(userInfo: string): [user: string | undefined, password: string | undefined] {
  const colon = userInfo.indexOf(':');
  const user = colon === -1 ? userInfo : userInfo.slice(0, colon);
  const password = colon === -1 ? '' : userInfo.slice(colon + 1);
  return [decoded(user, 'user name') || undefined, decoded(password, 'password') || undefined];
}

function isHosts(authority: string): boolean {
  return authority.split(',').every((item) => splitHost(item) !== undefined);
}

function hostsOf(authority: string): HostAddress[] {
  return authority.split(',').map((item) => {
    const address = splitHost(item);
    // Without an @, the text before the first slash may be the beginning of a password.
    if (address === undefined) {
      throw new InvalidPostgresUrlError(`is not a URL with a host and a port; perhaps it ${UNENCODED}`);
    }
    return address;
  });
}

function splitHost(item: string): HostAddress | undefined {
  const [, name = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(item) ?? [undefined];
  if (item !== '' && name === '' && port === undefined) return undefined;
  if (!HOST.test(name)) return undefined;
  const number = portOf(port);
  if (number === undefined) return undefined;
  const host = decoded(name.replace(/^\[|\]$/g, ''), 'host');
  return { host: host || DEFAULT_HOST, port: number };
}

/**
 * The `host` and `port` parameters override the hosts before the path. One port may apply to
 * several hosts.
 */
function hostList(host: string | undefined, port: string | undefined, authority: string): HostAddress[] {
  const named = hostsOf(authority);
  const hosts = host?.split(',') ?? named.map((address) => address.host);
  const ports = port?.split(',') ?? named.map((address) => String(address.port));
  if (ports.length > 1 && ports.length !== hosts.length) {
    throw new InvalidPostgresUrlError('has different numbers of hosts and ports');
  }
  return hosts.map((name, index) => {
    const number = portOf(ports[index] ?? ports[0]);
    if (number === undefined)
      throw new InvalidPostgresUrlError('has a port that is not a number from 1 to 65535');
    return { host: name || DEFAULT_HOST, port: number };
  });
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535 ? port : undefined;
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidPostgresUrlError(
      `has a % in its ${what} that is not part of a percent-encoded character (write %25)`,
    );
  }
}
