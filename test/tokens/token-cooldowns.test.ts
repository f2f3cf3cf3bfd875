import t from 'tap';
import { createTokenCooldowns } from '../../src/tokens/token-cooldowns.ts';

t.test('a user cools down for as long as Zoom requested, and others do not', async (t) => {
  let now = 1_000;
  const { now: realNow } = performance;
  performance.now = () => now;
  t.teardown(() => {
    performance.now = realNow;
  });
  const { start, throwIfCoolingDown } = createTokenCooldowns();
  t.doesNotThrow(() => throwIfCoolingDown('alice'));
  start('alice', 30);
  const coolingDown = (retryAfter: number) => ({
    code: 'zoom_unavailable',
    status: 503,
    members: { retryAfter },
  });
  t.throws(() => throwIfCoolingDown('alice'), coolingDown(30));
  t.doesNotThrow(() => throwIfCoolingDown('bob'));
  now += 28_500;
  t.throws(() => throwIfCoolingDown('alice'), coolingDown(2), 'the remaining seconds, rounded up');
  now += 1_499;
  t.throws(() => throwIfCoolingDown('alice'), coolingDown(1));
  now += 1;
  t.doesNotThrow(() => throwIfCoolingDown('alice'));
  t.doesNotThrow(() => throwIfCoolingDown('alice'), 'nor later');
});
