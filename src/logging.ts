import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { addressClass } from './address-class.ts';
import { DecryptionError } from './crypto/decryption-error.ts';
import type { Metrics } from './metrics.ts';
import { Problem, type ProblemCode } from './problem.ts';
import { TransportError } from './zoom/http.ts';

/** Errors of our own, whose messages hold no value that came from outside. */
const PLAIN_MESSAGES = [Problem, TransportError, DecryptionError];
const MAX_DEPTH = 4;
const SLOW_MS = 1_000;
const UNLOGGED_METHODS = new Set(['GET', 'HEAD']);

/**
 * How log lines are made: what may be in them is listed, and everything else is left out. A URL never is, because it can
 * hold a code or a state; nor is the message of a foreign error, because it can hold what it failed on.
 */
export const serializers = {
  req: (request: FastifyRequest) => ({ method: request.method, route: routeOf(request) }),
  res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
  err: (error: unknown) => describeError(error, 0),
};

/** Options of the log: JSON lines on stdout. */
export function loggerOptions(level: string) {
  return { level, serializers, base: null };
}

export interface RequestLogOptions {
  metrics: Pick<Metrics, 'responded'>;
  /** A keyed hash of a Zoom user ID. */
  hashUser: (userId: string) => Buffer;
}

/** What the user did, or what was rejected, as one log line. */
export type AccountEvent = 'signed in' | 'signed out' | 'signed out everywhere' | 'sign-in rejected';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the problem that the response is; undefined for other responses. */
    problemCode: ProblemCode | undefined;
  }
  interface FastifyInstance {
    /** Logs what became of an account, with the keyed hash of the user, if they are known, and the class of their address. */
    logAccount(
      request: FastifyRequest,
      event: AccountEvent,
      details?: { userId?: string; reason?: string },
    ): void;
  }
}

/** One line for each request that changed, failed or took long; the others at debug, where a busy day can do without them. */
export const requestLogPlugin = fp<RequestLogOptions>(
  async (app, { metrics, hashUser }) => {
    /** Who sent it: neither the ID nor the address themselves. */
    const senderOf = ({ ip, userId }: FastifyRequest, known = userId) => ({
      ...(known ? { user: hashUser(known).toString('hex') } : {}),
      address: addressClass(ip),
    });

    app.decorateRequest('problemCode', undefined);
    app.decorate('logAccount', (request, event, { userId, reason } = {}) => {
      const why = reason === undefined ? {} : { reason };
      request.log.info({ req: request, ...senderOf(request, userId), ...why }, event);
    });
    app.addHook('onResponse', (request, reply, done) => {
      const ms = Math.round(reply.elapsedTime);
      metrics.responded(request.method, routeOf(request), reply.statusCode);
      const notable = reply.statusCode >= 400 || ms >= SLOW_MS || !UNLOGGED_METHODS.has(request.method);
      const code = request.problemCode === undefined ? {} : { code: request.problemCode };
      const line = { req: request, status: reply.statusCode, ...code, ms };
      if (notable) request.log.info({ ...line, ...senderOf(request) }, 'responded');
      else request.log.debug(line, 'responded');
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

/** Where it happened: the stack's frames, without the message that stands before them. */
function framesOf({ stack = '', message }: Error): string {
  // Taken out first: a line of the message could look like a frame.
  const frames = stack
    .replace(message, '')
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
  return frames
    .slice(0, 6)
    .map((line) => line.trim())
    .join(' < ');
}
