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
  t.equal(errorsOf({ ids: ['a'] }).length, 0);
  t.equal(errorsOf({ ids: [1, 2, 3], other: 1 }).length, 4, 'all errors of a small body');
  t.equal(errorsOf({ ids: new Array(500).fill(1) }).length, 20);
  t.equal(errorsOf({ ids: new Array(30_000).fill(1) }).length, 1);
  t.equal(
    errorsOf(Object.fromEntries(new Array(9_000).fill(0).map((_, index) => [`f${index}`, 1]))).length,
    1,
  );
  let nested: unknown = [];
  for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
  t.equal(errorsOf(nested).length, 1, 'deeply nested');
  t.equal(errorsOf({ ids: ['b'] }).length, 0, 'errors of earlier bodies are not included');
});
