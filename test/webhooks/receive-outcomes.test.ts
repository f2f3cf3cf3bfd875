import { createHmac } from 'node:crypto';
import { mock } from 'node:test';
import t from 'tap';
import { Secret } from '../../src/crypto/secret.ts';
import { isProblem, Problem } from '../../src/problem.ts';
import { createReceiveWebhook } from '../../src/webhooks/receive.ts';

const SENT_AT = 1_739_923_528_000;
const MINUTE = 60_000;
const TOKEN = 'secret-token';

interface Given {
  body?: string;
  signature?: string;
  age?: number;
  hasSeen?: () => Promise<boolean>;
  take?: () => Promise<void>;
}

interface Received {
  value?: object | undefined;
  error?: unknown;
  counted: string[][];
  taken: string[];
}

/** Receives one request and returns the response, and what was stored and counted. */
async function received({
  body = '{"event":"some.event"}',
  signature,
  age = 0,
  ...inbox
}: Given): Promise<Received> {
  const counted: string[][] = [];
  const taken: string[] = [];
  const receive = createReceiveWebhook({
    inbox: {
      hasSeen: inbox.hasSeen ?? (async () => false),
      take: async (bytes, { event }) => {
        await inbox.take?.();
        taken.push(`${event} ${bytes}`);
      },
      open: async () => [],
      finish: async () => {},
    },
    secretToken: new Secret(TOKEN),
    count: (...counts) => counted.push(counts),
    now: () => SENT_AT + age,
  });
  const timestamp = String(SENT_AT / 1000);
  const valid = createHmac('sha256', TOKEN).update(`v0:${timestamp}:${body}`).digest('hex');
  const request = { timestamp, signature: signature ?? `v0=${valid}`, body: Buffer.from(body) };
  const response = await receive(request).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  return { ...response, counted, taken };
}

function problem({ error }: Pick<Received, 'error'>) {
  return isProblem(error) ? [error.code, error.members.detail, error.members.retryAfter] : error;
}

t.test('a signed event is stored with its exact body, and counted', async (t) => {
  const body = '{ "event":"some.event", "payload":{} }';
  t.same(await received({ body }), {
    value: undefined,
    taken: [`some.event ${body}`],
    counted: [['some.event', 'taken']],
  });
});

t.test('a forged or malformed signature is rejected and counted', async (t) => {
  const forged = await received({ signature: `v0=${'0'.repeat(64)}` });
  t.same(problem(forged), ['invalid_signature', undefined, undefined]);
  const malformed = await received({ signature: 'v1=' });
  t.same(problem(malformed), ['invalid_request', undefined, undefined]);
  t.same([forged.counted, malformed.counted], [[['unknown', 'forged']], [['unknown', 'malformed']]]);
  t.same([forged.taken, malformed.taken], [[], []]);
});

t.test('a late event is accepted once within two hours, without a query if it is fresh', async (t) => {
  let queries = 0;
  const resultOf = async (age: number, seen: boolean) => {
    const { error, counted, taken } = await received({
      age,
      hasSeen: async () => {
        queries += 1;
        return seen;
      },
    });
    if (error === undefined) return taken.length === 1 ? 'taken' : 'lost';
    t.same(problem({ error }), ['invalid_signature', 'This notification is too old.', undefined]);
    t.same([counted, taken], [[['unknown', 'late']], []]);
    return 'late';
  };
  for (const age of [0, 5 * MINUTE, -5 * MINUTE]) t.equal(await resultOf(age, true), 'taken', `${age}`);
  t.equal(queries, 0);
  for (const age of [5 * MINUTE + 1, 120 * MINUTE]) {
    t.equal(await resultOf(age, false), 'taken', `${age}`);
    t.equal(await resultOf(age, true), 'late', `${age}, seen`);
  }
  t.equal(queries, 4);
  for (const age of [120 * MINUTE + 1, -5 * MINUTE - 1])
    t.equal(await resultOf(age, false), 'late', `${age}`);
  t.equal(queries, 4);
});

t.test('a body that is not an event is rejected and counted', async (t) => {
  for (const body of ['', 'text', '[]', '{}', '{"event":1}']) {
    const result = await received({ body });
    t.same(problem(result), ['invalid_request', 'The body is not an event notification.', undefined], body);
    t.same([result.counted, result.taken], [[['unknown', 'malformed']], []]);
  }
});

t.test('the response to a URL validation has the token’s HMAC, and nothing is stored', async (t) => {
  const validation = (plainToken: unknown) =>
    received({ body: JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken } }) });
  const { value, taken, counted } = await validation('abc');
  const encryptedToken = createHmac('sha256', TOKEN).update('abc').digest('hex');
  t.same([value, taken, counted], [{ plainToken: 'abc', encryptedToken }, [], []]);
  for (const plainToken of [undefined, '', 'v0:1:{}', 1])
    t.same(problem(await validation(plainToken)), [
      'invalid_request',
      'The plainToken is not one.',
      undefined,
    ]);
});

t.test('an unreachable database is 503 with a time for the next attempt', async (t) => {
  const unreachable = new Error('unreachable');
  const fails = async () => Promise.reject(unreachable);
  for (const given of [{ take: fails }, { age: 25 * MINUTE, hasSeen: fails }]) {
    const result = await received(given);
    t.same(problem(result), ['temporarily_unavailable', undefined, 60]);
    t.equal((result.error as Error).cause, unreachable);
    t.same([result.counted, result.taken], [[], []]);
  }
});

t.test('a problem of the database layer is returned unchanged', async (t) => {
  const full = new Problem('temporarily_unavailable', { retryAfter: 5 });
  const { error } = await received({ take: async () => Promise.reject(full) });
  t.equal(error, full);
});

t.test('a store that hangs is 503 after one and a half seconds', async (t) => {
  const { now } = performance;
  performance.now = () => 1_000;
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => {
    performance.now = now;
    mock.timers.reset();
  });
  let result: Received | undefined;
  const receiving = received({ take: () => new Promise(() => {}) }).then((given) => {
    result = given;
  });
  await new Promise(setImmediate);
  mock.timers.tick(1_499);
  await new Promise(setImmediate);
  t.equal(result, undefined);
  mock.timers.tick(1);
  await receiving;
  t.same(result && problem(result), ['temporarily_unavailable', undefined, 60]);
});

t.test('the timer of a store that ends in time is removed', async (t) => {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  t.teardown(() => Object.assign(globalThis, { setTimeout: set, clearTimeout: clear }));
  let open = 0;
  Object.assign(globalThis, {
    setTimeout: (...args: Parameters<typeof set>) => {
      open += 1;
      return set(...args).unref();
    },
    clearTimeout: (timer: NodeJS.Timeout) => {
      open -= 1;
      clear(timer);
    },
  });
  t.equal((await received({})).taken.length, 1);
  t.equal(open, 0);
});

t.test('both queries of a retry share one time limit', async (t) => {
  const { now } = performance;
  let aheadMs = 0;
  performance.now = () => now.call(performance) + aheadMs;
  t.teardown(() => {
    performance.now = now;
  });
  const hasSeen = async () => {
    aheadMs = 3_600_000;
    return false;
  };
  const result = await received({ age: 25 * MINUTE, hasSeen, take: () => new Promise(() => {}) });
  t.same(problem(result), ['temporarily_unavailable', undefined, 60]);
});
