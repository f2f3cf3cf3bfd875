import t from 'tap';
import { createBuildValidator } from '../../src/plugins/body-validation.ts';

t.test('a rejected body has at most twenty errors, and a large one only the first', async (t) => {
  const validator = createBuildValidator()(
    {},
    { customOptions: { removeAdditional: false, coerceTypes: false } },
  );
  const schema = {
    type: 'object',
    properties: { ids: { type: 'array', items: { type: 'string' } } },
    additionalProperties: false,
  };
  const validate = validator({ schema });
  const errorsOf = (data: unknown) => (validate(data) === true ? [] : (validate.errors ?? []));
  t.equal(validate({ ids: ['a'] }), true);
  t.equal(errorsOf({ ids: [1, 2, 3], other: 1 }).length, 4, 'all errors of a small body');
  t.equal(errorsOf({ ids: new Array(500).fill(1) }).length, 20);
  t.equal(errorsOf({ ids: new Array(30_000).fill(1) }).length, 1);
  t.equal(
    errorsOf(Object.fromEntries(new Array(9_000).fill(0).map((_, index) => [`f${index}`, 1]))).length,
    1,
  );
  t.equal(errorsOf({ ids: new Array(998).fill(1) }).length, 20, 'exactly as many values as allowed');
  t.equal(errorsOf({ ids: new Array(999).fill(1) }).length, 1);
  const inSeveralArrays = [...new Array(600).fill(1), new Array(600).fill(1)];
  t.equal(errorsOf({ ids: inSeveralArrays }).length, 1, 'nested values count');
  t.equal(
    errorsOf({ ids: new Array(500_000).fill(1) }).length,
    1,
    'more values than a call can have arguments',
  );
  t.equal(errorsOf({ ids: [null, 'x'.repeat(2_000), 1], other: 1 }).length, 3, 'a long text is one value');
  let nested: unknown = [];
  for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
  t.equal(errorsOf(nested).length, 1, 'deeply nested');
  t.equal(errorsOf({ ids: ['b'] }).length, 0, 'errors of earlier bodies are not included');
});
