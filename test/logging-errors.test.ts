import { test } from 'tap';
import { serializers } from '../src/logging.ts';
import { Problem } from '../src/problem.ts';

const CANARY = 'error-canary-0123456789';

/**
 * Errors like those of libraries, with input in the message, in members, in a cause, or on separate
 * lines.
 */
const foreign: Record<string, unknown> = {
  'an error': new Error(CANARY),
  'a syntax error': new SyntaxError(`Unexpected token in "${CANARY}"`),
  'an error with a request in it': Object.assign(new Error('x'), {
    data: { payload: CANARY },
    config: { headers: [CANARY] },
  }),
  'an error that an error caused': new Error('x', {
    cause: new TypeError(CANARY, { cause: new Error(CANARY) }),
  }),
  'a problem that an error caused': new Problem('internal_error', { cause: new Error(CANARY) }),
  'an error whose message looks like a stack': new Error(
    `x\n    at ${CANARY} (/a/b.ts:1:2)\n    at ${CANARY}:1:2`,
  ),
  'an error of many': new AggregateError([new Error(CANARY)], CANARY),
  'a text': CANARY,
  'an object': { message: CANARY, stack: CANARY },
  nothing: undefined,
};

test('an external error is logged with its type and location, never with its message', async (t) => {
  for (const [what, error] of Object.entries(foreign))
    t.notMatch(JSON.stringify(serializers.err(error)), CANARY, what);
  t.match(serializers.err(new SyntaxError(CANARY)), { type: 'SyntaxError', stack: /at .*logging-errors/ });
  const system = Object.assign(new Error(CANARY), { code: 'ECONNREFUSED' });
  t.match(serializers.err(new Problem('temporarily_unavailable', { cause: system })), {
    message: /^[a-z_ ]+$/i,
    cause: { code: 'ECONNREFUSED', message: '' },
  });
});

test('an error with a circular cause is logged', async (t) => {
  const error = new Error('x');
  error.cause = error;
  t.type(JSON.stringify(serializers.err(error)), 'string');
});
