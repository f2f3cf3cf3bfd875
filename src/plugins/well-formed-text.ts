import type { preValidationHookHandler } from 'fastify';
import { type FieldError, Problem } from '../problem.ts';

/** NUL, which PostgreSQL cannot store, and lone surrogates, which have no UTF-8 encoding. */
const MALFORMED = /[\0\p{Surrogate}]/u;
const MALFORMED_CHARACTERS = /[\0\p{Surrogate}]/gu;
const MAX_ERRORS = 20;

/**
 * Rejects a JSON body with a string or member name that is not well-formed Unicode or contains NUL.
 * The schemas of all routes can rely on this hook.
 * The problem is `invalid_request` with the paths of the fields, separated by dots.
 */
export const requireWellFormedText: preValidationHookHandler = ({ body }, _reply, done) => {
  if (typeof body !== 'object' || body === null || Buffer.isBuffer(body)) return done();
  const errors = malformedFields(body);
  done(errors.length > 0 ? new Problem('invalid_request', { errors }) : undefined);
};

/** Iterative, because bodies can be nested deeply. */
function malformedFields(body: object): FieldError[] {
  const errors: FieldError[] = [];
  const pending: [path: string, value: unknown][] = [['', body]];
  for (let next = pending.pop(); next !== undefined && errors.length < MAX_ERRORS; next = pending.pop()) {
    const [path, value] = next;
    if (typeof value === 'string') {
      if (MALFORMED.test(value)) errors.push(malformed(path));
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        if (!mayBeMalformed(name, member)) continue;
        const inside = shortened(path === '' ? name : `${path}.${name}`);
        if (MALFORMED.test(name)) errors.push(malformed(inside));
        else pending.push([inside, member]);
      }
    }
  }
  return errors.slice(0, MAX_ERRORS);
}

function mayBeMalformed(name: string, member: unknown): boolean {
  return typeof member === 'string' || typeof member === 'object' || MALFORMED.test(name);
}

function shortened(path: string): string {
  return path.replace(MALFORMED_CHARACTERS, '\ufffd').slice(0, 200);
}

function malformed(field: string): FieldError {
  return { field, message: 'has characters that are not allowed', reason: 'characters' };
}
