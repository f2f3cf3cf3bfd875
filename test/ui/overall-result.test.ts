import t from 'tap';
import type { Check } from '../../src/ui/api/types.ts';
import { openChecksOf, overallResultOf } from '../../src/ui/features/meeting/readiness/overall-result.ts';

const check = (name: Check['name'], status: Check['status'], rest: object = {}) =>
  ({ name, status, reason: 'x', facts: {}, message: '', ...rest }) as unknown as Check;
const namesOf = (checks: Check[]) => openChecksOf(checks).map(({ name }) => name);

t.test('problems are counted, and come before warnings', async (t) => {
  const checks = [
    check('licence', 'ok'),
    check('same_key', 'warning'),
    check('encryption', 'problem'),
    check('custom_streaming', 'problem'),
  ];
  t.equal(overallResultOf(checks), '2 things to fix');
  t.strictSame(namesOf(checks), ['encryption', 'custom_streaming', 'same_key']);
});

t.test('before the first setup nothing is reported as missing', async (t) => {
  const missing = ['stream_url', 'stream_key', 'page_url'];
  const checks = [
    check('configuration', 'problem', { facts: { missing } }),
    check('page_address', 'unknown', { reason: 'none' }),
    check('same_key', 'unknown', { reason: 'no_key' }),
  ];
  t.equal(overallResultOf(checks), 'Not set up');
  t.strictSame(namesOf(checks), []);
  const blocked = [...checks, check('licence', 'problem')];
  t.equal(overallResultOf(blocked), '1 thing to fix', 'what else is wrong is');
});

t.test('a setting that is missing afterwards is reported once', async (t) => {
  const checks = [
    check('configuration', 'problem', { facts: { missing: ['page_url'] } }),
    check('page_address', 'unknown', { reason: 'none' }),
  ];
  t.equal(overallResultOf(checks), '1 thing to fix');
  t.strictSame(namesOf(checks), ['configuration']);
});

t.test('a check that could not run leaves a doubt', async (t) => {
  t.equal(overallResultOf([check('licence', 'ok')]), 'Ready to go live');
  t.match(overallResultOf([check('encryption', 'unknown')]), /some checks couldn’t run/);
});
