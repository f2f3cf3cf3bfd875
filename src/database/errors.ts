import { Problem } from '../problem.ts';

const RETRY_AFTER_SECONDS = 5;

/**
 * Error kinds of Prisma's driver adapter for a server that is unreachable, shutting down or out of
 * connections.
 */
const UNREACHABLE_KINDS = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TlsConnectionError',
  'TooManyConnections',
  'AuthenticationFailed',
  'DatabaseAccessDenied',
  'DatabaseDoesNotExist',
]);
/**
 * The same as SQLSTATE (PostgreSQL manual, appendix A): connection, rollback, resources, operator
 * intervention, read-only.
 */
const UNREACHABLE_STATES = /^(08|40|53|57)...$|^25006$/;
/**
 * The same as Prisma's codes: unreachable, timeout, closed, no connection in the pool, no
 * transaction in time.
 */
const UNREACHABLE_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);
/** The same as error codes of the operating system, which `pg` passes on unchanged. */
const UNREACHABLE_ERRNOS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/**
 * Errors of `pg` for broken and missing connections have no code, only these messages. The last is
 * Node.js's for any reason, e.g. a Unix socket that is missing while the server restarts: its code
 * alone could be about a file. Prisma puts lines before it.
 */
const UNREACHABLE_MESSAGES =
  /^(timeout exceeded when trying to connect|timeout expired|Connection terminated|Query read timeout|Client has encountered a connection error|connect E[A-Z]+ )/m;

/**
 * The problem for a database error. An unreachable database is 503 with `Retry-After`. A row for a
 * user who was erased in the meantime means that the user is signed out. Undefined for all other
 * errors, which are bugs.
 */
export function toDatabaseProblem(error: unknown): Problem | undefined {
  const { kind, state, code, message } = describe(error);
  if (kind === 'ForeignKeyConstraintViolation' || state === '23503')
    return new Problem('not_signed_in', { cause: error });
  const unreachable =
    UNREACHABLE_KINDS.has(kind) ||
    UNREACHABLE_STATES.test(state) ||
    UNREACHABLE_CODES.has(code) ||
    UNREACHABLE_ERRNOS.has(code) ||
    UNREACHABLE_MESSAGES.test(message);
  return unreachable
    ? new Problem('temporarily_unavailable', { retryAfter: RETRY_AFTER_SECONDS, cause: error })
    : undefined;
}

/** Whether the server rolled the transaction back to resolve a deadlock. It can be retried. */
export function isDeadlock(error: unknown): boolean {
  return describe(error).state === '40P01';
}

/** Whether the server cancelled the statement because of its timeout. */
export function isStatementTimeout(error: unknown): boolean {
  return describe(error).state === '57014';
}

/**
 * Prisma stores the driver's error in `meta.driverAdapterError.cause`. Errors of `pg` are not
 * wrapped.
 */
function describe(error: unknown): Record<'kind' | 'state' | 'code' | 'message', string> {
  const outer = fieldsOf(error);
  const driver = fieldsOf(fieldsOf(fieldsOf(outer.meta).driverAdapterError).cause ?? outer.cause);
  return {
    kind: text(driver.kind),
    state: text(driver.originalCode ?? outer.code),
    code: text(outer.code),
    message: text(driver.originalMessage ?? outer.message),
  };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
