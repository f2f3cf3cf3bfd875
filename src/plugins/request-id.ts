import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import fp from 'fastify-plugin';
import { parseTraceparent } from '../tracing/traceparent.ts';

/** As proxies create them: a UUID, hexadecimal digits, or another token. Shorter ones are not unique. */
const REQUEST_ID = /^[\w.-]{16,64}$/;

/**
 * The ID of a request: that of a proxy in `X-Request-Id`, so that its log and Uplink's can be
 * joined, or a new one. Anything else in that header is ignored, because the ID appears in the log,
 * in problem documents and in pages.
 */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** The logger of a request. It adds the trace ID of the caller to the lines. */
export function requestLogger(
  logger: FastifyBaseLogger,
  bindings: Record<string, unknown>,
  options: ChildLoggerOptions,
  request: Pick<IncomingMessage, 'headers'> | undefined,
): FastifyBaseLogger {
  return new RequestLogger(() => {
    const trace = parseTraceparent(request?.headers.traceparent);
    return logger.child(trace === undefined ? bindings : { ...bindings, trace_id: trace.traceId }, options);
  });
}

type ChildLoggerOptions = Parameters<FastifyBaseLogger['child']>[1];

/** Creates the logger of a request with its first line, because most requests write none. */
class RequestLogger implements FastifyBaseLogger {
  readonly #create: () => FastifyBaseLogger;
  #created: FastifyBaseLogger | undefined;

  constructor(create: () => FastifyBaseLogger) {
    this.#create = create;
  }

  get #logger(): FastifyBaseLogger {
    this.#created ??= this.#create();
    return this.#created;
  }

  get level(): string {
    return this.#logger.level;
  }

  set level(level: string) {
    this.#logger.level = level;
  }

  child(...args: Parameters<FastifyBaseLogger['child']>): FastifyBaseLogger {
    return this.#logger.child(...args);
  }

  fatal(...args: LogArguments): void {
    this.#logger.fatal(...args);
  }

  error(...args: LogArguments): void {
    this.#logger.error(...args);
  }

  warn(...args: LogArguments): void {
    this.#logger.warn(...args);
  }

  info(...args: LogArguments): void {
    this.#logger.info(...args);
  }

  debug(...args: LogArguments): void {
    this.#logger.debug(...args);
  }

  trace(...args: LogArguments): void {
    this.#logger.trace(...args);
  }

  silent(...args: LogArguments): void {
    this.#logger.silent(...args);
  }
}

type LogArguments = Parameters<FastifyBaseLogger['info']>;

/** Returns the ID of the request, and the caller's trace context if it sent one. */
export const requestIdPlugin = fp(
  async (app) => {
    app.addHook('onRequest', (request, reply, done) => {
      reply.header('x-request-id', request.id);
      const { traceparent } = request.headers;
      if (parseTraceparent(traceparent) !== undefined) reply.header('traceparent', traceparent);
      done();
    });
  },
  { name: 'request-id' },
);
