import { promisify } from 'node:util';
import t from 'tap';
import { requireWellFormedText } from '../../src/plugins/well-formed-text.ts';
import { type FieldError, isProblem } from '../../src/problem.ts';

/** The paths of the rejected fields. */
async function fieldsOf(body: unknown): Promise<string[]> {
  return (await errorsOf(body)).map(({ field }) => field);
}

async function errorsOf(body: unknown): Promise<readonly FieldError[]> {
  const check = promisify(requireWellFormedText as (request: never, reply: never, done: () => void) => void);
  try {
    await check({ body } as never, undefined as never);
    return [];
  } catch (error) {
    if (!isProblem(error, 'invalid_request')) throw error;
    const { errors = [] } = error.members;
    // An accepted body has no error at all.
    if (errors.length === 0) throw error;
    return errors;
  }
}

t.test('NUL and lone surrogates are rejected, pairs are not', async (t) => {
  for (const text of ['\0', 'a\0b', '\ud800', '\udc00x', 'a\ud83d', '\ude00\ud83d'])
    t.same(await errorsOf({ name: text }), [
      { field: 'name', message: 'has characters that are not allowed', reason: 'characters' },
    ]);
  for (const text of ['', 'text', '\u{1f600}', '\u0001']) t.same(await fieldsOf({ name: text }), []);
});

t.test('every string and member name of the body is checked', async (t) => {
  const bad = '\0';
  t.same(await fieldsOf({ a: { b: [{ c: bad }] } }), ['a.b.0.c']);
  t.same(await fieldsOf([['x', bad]]), ['0.1']);
  t.same(await fieldsOf({ a: { [bad]: 1 } }), ['a.\ufffd'], 'a name with a number');
  t.same(await fieldsOf({ [bad]: { x: bad } }), ['\ufffd'], 'its members are not listed');
  t.same((await fieldsOf({ a: bad, b: 1, c: bad })).sort(), ['a', 'c']);
});

t.test('values without text are accepted', async (t) => {
  for (const body of [
    undefined,
    null,
    'text\0',
    1,
    true,
    Buffer.from('\0'),
    {},
    [],
    { a: null, b: 1, c: [null] },
  ])
    t.same(await fieldsOf(body), []);
});

t.test('at most twenty fields are listed, with at most 200 characters each', async (t) => {
  t.equal((await fieldsOf(Array.from({ length: 20 }, () => '\0'))).length, 20);
  t.equal((await fieldsOf(Array.from({ length: 21 }, () => '\0'))).length, 20);
  const names = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`\0${index}`, 1]));
  t.equal((await fieldsOf({ names })).length, 20);
  t.same(await fieldsOf({ ['x'.repeat(300)]: '\0' }), ['x'.repeat(200)]);
});

t.test('deep nesting does not overflow the stack', async (t) => {
  let nested: unknown = '\0';
  for (let depth = 0; depth < 20_000; depth += 1) nested = [nested];
  t.equal((await fieldsOf(nested)).length, 1);
});
