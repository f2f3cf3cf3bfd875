import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { addressClass } from './address-class.ts';
import { DecryptionError } from './crypto/decryption-error.ts';
import type { Metrics } from './metrics.ts';
import { Problem, type ProblemCode } from './problem.ts';
import { createRepeatedLines } from './repeated-lines.ts';
import { TransportError } from './zoom/http.ts';

/** Uplink's own errors, whose messages contain no external values. */
const PLAIN_MESSAGES = [Problem, TransportError, DecryptionError];
const MAX_DEPTH = 4;
const SLOW_MS = 1_000;
const UNLOGGED_METHODS = new Set(['GET', 'HEAD']);

/**
 * Serializers that allow only the listed members in log lines. They omit URLs, which can contain a
 * code or state, and messages of external errors, which can contain the value that caused the
 * error.
 */
export const serializers = {
  req: (request: FastifyRequest) => ({ method: request.method, route: routeOf(request) }),
  res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
  err: (error: unknown) => describeError(error, 0),
};

/** Logger options: JSON lines on stdout, with the name of the level and the time in ISO 8601. */
export function loggerOptions(level: string) {
  return {
    level,
    serializers,
    base: null,
    formatters: { level: (name: string) => ({ level: name }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  };
}

export interface RequestLogOptions {
  metrics: Pick<Metrics, 'http'>;
  /** A keyed hash of a Zoom user ID. */
  hashUser: (userId: string) => Buffer;
}

/**
 * Messages of log lines about an account, with their value of the field `security`: lines that a
 * security monitoring collects have this field.
 */
const ACCOUNT_EVENTS = {
  'signed in': 'sign_in',
  'sign-in rejected': 'sign_in_rejected',
  'signed out': 'sign_out',
  'signed out everywhere': 'sign_out_everywhere',
  'session ended by its user': 'session_ended',
  'all data exported': 'export',
} as const;
export type AccountEvent = keyof typeof ACCOUNT_EVENTS;

/** Rejections by Uplink itself. Others with these statuses are Zoom's, such as a missing scope. */
const OWN_REJECTIONS: ReadonlySet<ProblemCode | undefined> = new Set([
  ...(['not_signed_in', 'cross_site_request', 'invalid_signature', 'too_many_requests'] as const),
  undefined,
]);

function isOwnRejection(status: number, code: ProblemCode | undefined): boolean {
  return [401, 403, 429].includes(status) && OWN_REJECTIONS.has(code);
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Code of the problem in the response. Undefined for other responses. */
    problemCode: ProblemCode | undefined;
  }
  interface FastifyContextConfig {
    /** Whether responses end only when the client disconnects. */
    isEndless?: boolean;
  }
  interface FastifyInstance {
    /**
     * Logs an account event with the keyed hash of the user, if known, and the class of the client
     * address.
     */
    logAccount(
      request: FastifyRequest,
      event: AccountEvent,
      details?: { userId?: string; reason?: string },
    ): void;
  }
}

/**
 * Logs requests that change something, fail or are slow at level info, and all others at level
 * debug.
 */
export const requestLogPlugin = fp<RequestLogOptions>(
  async (app, { metrics, hashUser }) => {
    /** Identifies the sender without the user ID or the address. */
    const senderOf = ({ ip, userId }: FastifyRequest, known = userId) => ({
      ...(known ? { user: hashUser(known).toString('hex') } : {}),
      address: addressClass(ip),
    });

    const logsEveryRequest = ['debug', 'trace'].includes(app.log.level);

    const repeated = createRepeatedLines({
      writeSum: (kind, count, seconds) =>
        app.log.info({ ...kind, count, seconds }, 'more rejections of this kind were not logged'),
    });
    app.addHook('onClose', async () => repeated.flush());

    app.decorateRequest('problemCode', undefined);
    app.decorate('logAccount', (request, event, { userId, reason } = {}) => {
      const why = reason === undefined ? {} : { reason };
      const fields = { security: ACCOUNT_EVENTS[event], ...senderOf(request, userId), ...why };
      const write = () => request.log.info({ req: request, ...fields }, event);
      if (event === 'sign-in rejected') repeated.write(fields, write);
      else write();
    });
    app.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) if (each !== 'HEAD') metrics.http.addRoute(each, url);
    });
    app.addHook('onResponse', (request, reply, done) => {
      const { method } = request;
      const status = reply.statusCode;
      const { url: route = 'none', config } = request.routeOptions;
      const isEndless = config.isEndless === true;
      const elapsed = reply.elapsedTime;
      metrics.http.responded({ method, route, status, ms: isEndless ? undefined : elapsed });
      const isSlow = elapsed >= SLOW_MS && !isEndless;
      const isNotable = status >= 400 || isSlow || !UNLOGGED_METHODS.has(method);
      if (isNotable || logsEveryRequest) {
        const code = request.problemCode === undefined ? {} : { code: request.problemCode };
        const security = isOwnRejection(status, request.problemCode) ? { security: 'rejected' } : {};
        const kind = { ...security, status, ...code, ...senderOf(request) };
        const write = () =>
          request.log[isNotable ? 'info' : 'debug'](
            { req: request, ...kind, ms: Math.round(elapsed) },
            'responded',
          );
        if (status >= 400 && status < 500 && !logsEveryRequest)
          repeated.write({ method, route, ...kind }, write);
        else write();
      }
      done();
    });
  },
  { name: 'request-log' },
);

function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? 'none';
}

interface LoggedError {
  [member: string]: unknown;
  type: string;
  code?: string;
  message: string;
  stack: string;
  cause?: LoggedError;
}

function describeError(error: unknown, depth: number): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: '' };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const message = PLAIN_MESSAGES.some((plain) => error instanceof plain) ? error.message : '';
  const cause =
    error.cause === undefined || depth >= MAX_DEPTH ? {} : { cause: describeError(error.cause, depth + 1) };
  return { type: error.name, ...code, message, stack: framesOf(error), ...cause };
}

/** The frames of the stack, without the message before them. */
function framesOf({ stack = '', message }: Error): string {
  // The message is removed first, because a line of it could look like a frame.
  const frames = stack
    .replace(message, '')
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
  return frames
    .slice(0, 6)
    .map((line) => line.trim())
    .join(' < ');
}
