import { Problem } from '../problem.ts';

const RETRY_AFTER_SECONDS = 5;

/** What Prisma's driver adapter calls a server that is away, going or full. */
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
/** The same by SQLSTATE (PostgreSQL's manual, appendix A): connection, rolled back, resources, operator, cancelled, read-only. */
const UNREACHABLE_STATES = /^(08|40|53|57)...$|^25006$/;
/** Prisma's own codes for it: unreachable, timed out, closed, no connection in the pool, no transaction in time. */
const UNREACHABLE_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);
/** The operating system's, which `pg` passes on as they are. */
const UNREACHABLE_ERRNOS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** `pg` gives connections that break or do not come no code, only these words. */
const UNREACHABLE_MESSAGES =
  /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error)/;

/**
 * The refusal that stands for a database error: away is 503 with `Retry-After`; a row for a user who was erased meanwhile
 * is a signed-out user. Undefined for everything else, which is our fault.
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

/** Whether the transaction was ended because it and another waited for each other. It may simply be run again. */
export function isDeadlock(error: unknown): boolean {
  return describe(error).state === '40P01';
}

/** Whether the server ended the statement because it took too long. */
export function isStatementTimeout(error: unknown): boolean {
  return describe(error).state === '57014';
}

/** Prisma keeps the driver's own error in `meta.driverAdapterError.cause`; `pg`'s errors come as they are. */
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
