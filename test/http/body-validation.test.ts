import t from 'tap';
import { createBuildValidator } from '../../src/plugins/body-validation.ts';
import { startApp } from '../helpers/app.ts';
import { addHosted, HOST } from '../helpers/zoom-host.ts';

const CHANGES = { resolution: '1080p' };

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

t.test('an array that is too long is rejected before its values are validated', async (t) => {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  for (const body of [
    { meeting_ids: new Array(20_000).fill(1), changes: CHANGES },
    { updates: new Array(20_000).fill(1) },
  ]) {
    const response = await host.post('/api/bulk-updates', { body });
    t.match(response, { status: 413, json: { code: 'payload_too_large', reason: 'too_many_meetings' } });
    t.notOk(response.json.errors);
  }
  const wrong = await host.post('/api/bulk-updates', {
    body: { meeting_ids: new Array(1000).fill(1), changes: CHANGES },
  });
  t.equal(wrong.status, 400);
  t.ok(wrong.json.errors.length <= 20);
});

t.test('expensive requests have a limit by cost, which includes rejected ones', async (t) => {
  const uplink = await startApp(t, { startsJobs: false, env: { RATE_LIMIT_USER_PER_MINUTE: '100' } });
  const host = await uplink.signIn(HOST);
  const { id } = addHosted(uplink.simulator);
  const statuses: number[] = [];
  for (let tries = 0; tries < 25; tries += 1)
    statuses.push((await host.post('/api/bulk-updates', { body: { meeting_ids: [1] } })).status);
  t.equal(statuses[0], 400);
  t.ok(statuses.includes(429), 'after a while');
  const rejected = await host.post('/api/bulk-updates', { body: { meeting_ids: [id], changes: CHANGES } });
  t.match(rejected, { status: 429, json: { code: 'too_many_requests' } });
  t.match(rejected.headers['retry-after'], /^\d+$/);
  t.equal((await host.get('/api/me')).status, 200, 'other requests are served');
});
