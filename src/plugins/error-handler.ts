import type { FastifyBaseLogger, FastifyError } from 'fastify';
import fp from 'fastify-plugin';
import { causeOf } from '../database/error-cause.ts';
import { toDatabaseProblem } from '../database/errors.ts';
import { type FieldError, type FieldReason, Problem, type ProblemCode, problems } from '../problem.ts';

/** Problems that the user solves by authorizing again. */
const RECONNECT: ReadonlySet<ProblemCode> = new Set(['reconnect_required', 'scope_missing']);

export interface ProblemsOptions {
  /** Absolute URL at which a host reconnects. */
  reconnectUrl: string;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Sends a problem as `application/problem+json` (RFC 9457). */
    sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply;
  }
}

/**
 * Converts thrown errors to problem documents. For an unknown error, the client receives only a
 * request ID.
 */
export const errorHandlerPlugin = fp<ProblemsOptions>(
  async (app, { reconnectUrl }) => {
    app.decorate('sendProblem', (request, reply, problem) => {
      request.problemCode = problem.code;
      const { retryAfter, headers } = problem.members;
      if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
      for (const [name, value] of Object.entries(headers ?? {})) reply.header(name, value);
      reply.code(problem.status).header('cache-control', 'no-store').type('application/problem+json');
      return reply.send(JSON.stringify(problemDocument(problem, request.id, reconnectUrl)));
    });

    app.setErrorHandler((error, request, reply) => {
      const problem = toProblem(error);
      if (problem.status >= 500) logFailure(request.log, error, problem);
      return app.sendProblem(request, reply, problem);
    });
  },
  { name: 'error-handler' },
);

/**
 * While the database is unreachable, every request fails for the same reason, so the log has the
 * cause instead of a stack.
 */
export function logFailure(log: FastifyBaseLogger, error: unknown, { code }: Problem): void {
  if (toDatabaseProblem(error)?.code === 'temporarily_unavailable') {
    const { cause, hint } = causeOf(error);
    log.error({ code, cause }, `request failed: ${hint}`);
  } else log.error({ err: error, code }, 'request failed');
}

/** Builds the problem document. Problems that require reconnecting include the URL for it. */
export function problemDocument(
  problem: Problem,
  requestId: string,
  reconnectUrl: string,
): Record<string, unknown> {
  const { title, detail: sentence } = problems[problem.code];
  const { detail, reason, facts, zoom, retryAfter, errors, extension } = problem.members;
  return {
    type: 'about:blank',
    title,
    status: problem.status,
    code: problem.code,
    detail: detail ?? sentence,
    ...(reason === undefined ? {} : { reason }),
    ...(facts === undefined ? {} : { facts }),
    request_id: requestId,
    ...(zoom === undefined ? {} : { zoom }),
    ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
    ...(RECONNECT.has(problem.code) ? { reconnect_url: reconnectUrl } : {}),
    ...(errors === undefined ? {} : { errors }),
    ...extension,
  };
}

/** Converts an error to a problem; `internal_error` for unexpected errors. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return (
    toDatabaseProblem(error) ?? toFrameworkProblem(error) ?? new Problem('internal_error', { cause: error })
  );
}

/**
 * Fastify's errors by their documented codes. Their messages are not used, because they can repeat
 * input.
 */
const FRAMEWORK_CODES: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_request',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_BAD_URL: 'not_found',
};

function toFrameworkProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { validation, validationContext, code, statusCode } = error as FastifyError;
  if (validation !== undefined) return validationProblem(validation, validationContext);
  const known = FRAMEWORK_CODES[code];
  if (known === 'invalid_request')
    return new Problem('invalid_request', { detail: 'The body is not valid JSON.' });
  if (known !== undefined) return new Problem(known);
  // A syntax error in the body, or a file that cannot be served, has only a status and no code.
  if (statusCode === 403 || statusCode === 404) return new Problem('not_found');
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500
    ? new Problem('invalid_request', { detail: 'The request could not be read.' })
    : undefined;
}

type Validation = NonNullable<FastifyError['validation']>;

function validationProblem(validation: Validation, context: string | undefined): Problem {
  const errors = validation.map(fieldError);
  if (context === 'params' && errors.some(({ field }) => field === 'id'))
    return new Problem('invalid_meeting_id');
  return new Problem('invalid_request', { errors });
}

function fieldError({ instancePath, params, keyword, message }: Validation[number]): FieldError {
  const parent = instancePath.slice(1).replaceAll('/', '.');
  const named = params.missingProperty ?? params.additionalProperty;
  const field = typeof named === 'string' ? [parent, named.slice(0, 100)].filter(Boolean).join('.') : parent;
  return { field, message: fieldMessage(keyword, params, message), ...fieldReason(keyword, params) };
}

function fieldMessage(
  keyword: string,
  params: Validation[number]['params'],
  message: string | undefined,
): string {
  if (keyword === 'additionalProperties') return 'is not a field of this request';
  if (keyword === 'required') return 'is missing';
  if (keyword === 'minLength') return 'must not be empty';
  if (keyword === 'minProperties') return 'must change at least one field';
  if (keyword === 'minItems') return 'must not be empty';
  if (keyword === 'maxLength') return `must have ${params.limit} characters at most`;
  if (keyword === 'type') return `must be ${TYPE_NAMES[String(params.type)] ?? String(params.type)}`;
  if (keyword === 'pattern') return 'has characters that are not allowed';
  if (keyword === 'enum' && Array.isArray(params.allowedValues))
    return `must be one of ${params.allowedValues.join(', ')}`;
  if (keyword === 'format') return FORMAT_MESSAGES[String(params.format)] ?? 'is not valid';
  return message ?? 'is not valid';
}

/** The reason code of the same error. */
function fieldReason(
  keyword: string,
  params: Validation[number]['params'],
): Pick<FieldError, 'reason' | 'facts'> {
  if (keyword === 'maxLength') return { reason: 'too_long', facts: { most: Number(params.limit) } };
  if (keyword === 'enum' && Array.isArray(params.allowedValues))
    return { reason: 'one_of', facts: { allowed: params.allowedValues.map(String) } };
  const reason = keyword === 'format' ? FORMAT_REASONS[String(params.format)] : KEYWORD_REASONS[keyword];
  return reason === undefined ? {} : { reason };
}

const KEYWORD_REASONS: Readonly<Record<string, FieldReason>> = {
  additionalProperties: 'unknown_field',
  required: 'missing',
  minLength: 'empty',
  minProperties: 'nothing_to_change',
  minItems: 'empty',
  type: 'type',
  pattern: 'characters',
};

const FORMAT_REASONS: Readonly<Record<string, FieldReason>> = {
  'stream-url': 'stream_address',
  'no-blank': 'empty',
  'page-url': 'page_address',
  'meeting-id': 'meeting_id',
  'date-time': 'time',
  'date-time-or-date': 'time',
};

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  integer: 'a whole number',
  number: 'a number',
};

const FORMAT_MESSAGES: Readonly<Record<string, string>> = {
  'stream-url': 'must be an rtmp, rtmps, srt, http or https address without user name and password',
  'no-blank': 'must not be empty',
  'page-url': 'must be an http or https address without user name and password',
  'meeting-id': 'must be a meeting ID: 8 to 19 digits, as text',
  'date-time': 'must be a date and time with its zone, such as 2026-01-31T09:00:00Z',
  'date-time-or-date':
    'must be a date, such as 2026-01-31, or a date and time with its zone, such as 2026-01-31T09:00:00Z',
};
