import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { addressClass } from './address-class.ts';
import { DecryptionError } from './crypto/decryption-error.ts';
import type { Metrics } from './metrics.ts';
import { Problem, type ProblemCode } from './problem.ts';
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

/** Message of a log line about an account. */
export type AccountEvent = 'signed in' | 'signed out' | 'signed out everywhere' | 'sign-in rejected';

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

    app.decorateRequest('problemCode', undefined);
    app.decorate('logAccount', (request, event, { userId, reason } = {}) => {
      const why = reason === undefined ? {} : { reason };
      request.log.info({ req: request, ...senderOf(request, userId), ...why }, event);
    });
    app.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) if (each !== 'HEAD') metrics.http.addRoute(each, url);
    });
    app.addHook('onResponse', (request, reply, done) => {
      const { method } = request;
      const status = reply.statusCode;
      const isEndless = request.routeOptions.config.isEndless === true;
      const elapsed = reply.elapsedTime;
      metrics.http.responded({
        method,
        route: routeOf(request),
        status,
        ms: isEndless ? undefined : elapsed,
      });
      const isSlow = elapsed >= SLOW_MS && !isEndless;
      const isNotable = status >= 400 || isSlow || !UNLOGGED_METHODS.has(method);
      if (isNotable || logsEveryRequest) {
        const code = request.problemCode === undefined ? {} : { code: request.problemCode };
        const line = { req: request, status, ...code, ms: Math.round(elapsed), ...senderOf(request) };
        request.log[isNotable ? 'info' : 'debug'](line, 'responded');
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
