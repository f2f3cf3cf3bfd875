import t from 'tap';
import { refreshesPerRun } from '../../src/tokens/refresh-idle.ts';

const HOURS_PER_DAY = 24;
/** Hours that one refresh takes if Zoom needs half a second. */
const HOURS_PER_REFRESH = 0.5 / 3600;
const HOURS_PER_RUN = 50 / 60;

/** Tokens that were refreshed in the same hour. */
interface Group {
  hour: number;
  tokens: number;
}

/**
 * Simulates the hourly runs of 90 days on idle tokens.
 * @param isDown whether Zoom is unavailable at this hour
 * @returns the longest time that a token was idle, in days
 */
function longestIdleDays(groups: Group[], isDown: (hour: number) => boolean = () => false): number {
  const queue = [...groups].sort((a, b) => a.hour - b.hour);
  const tokens = groups.reduce((sum, group) => sum + group.tokens, 0);
  const perRun = Math.min(refreshesPerRun(tokens), Math.floor(HOURS_PER_RUN / HOURS_PER_REFRESH));
  let longest = 0;
  for (let hour = 0; hour < 90 * HOURS_PER_DAY; hour += 1) {
    for (let left = isDown(hour) ? 0 : perRun; left > 0; ) {
      const first = queue[0];
      if (first === undefined || hour - first.hour < HOURS_PER_DAY) break;
      const taken = Math.min(left, first.tokens);
      longest = Math.max(longest, hour - first.hour);
      first.tokens -= taken;
      left -= taken;
      if (first.tokens === 0) queue.shift();
      queue.push({ hour, tokens: taken });
    }
    const oldest = queue[0];
    if (oldest !== undefined) longest = Math.max(longest, hour - oldest.hour);
  }
  return longest / HOURS_PER_DAY;
}

for (const tokens of [1_000, 100_000, 1_000_000]) {
  t.test(`each of ${tokens} idle tokens is refreshed within 30 days`, async (t) => {
    const everyHour = Array.from({ length: 240 }, (_, ago) => ({ hour: -ago, tokens: tokens / 240 }));
    t.ok(longestIdleDays(everyHour) <= 12);
    t.ok(longestIdleDays([{ hour: 0, tokens }]) <= 12, 'also if all users authorized in the same hour');
    const isDown = (hour: number) => hour > 200 && hour < 200 + 15 * HOURS_PER_DAY;
    t.ok(longestIdleDays([{ hour: 0, tokens }], isDown) <= 30, 'also if Zoom is unavailable for 15 days');
  });
}

t.test('a million idle tokens need at most 50 minutes of each hour, at half a second each', async (t) => {
  t.ok(refreshesPerRun(1_000_000) * HOURS_PER_REFRESH <= HOURS_PER_RUN);
  t.ok(refreshesPerRun(1_000_000) * HOURS_PER_DAY >= 33_000);
  t.equal(refreshesPerRun(-1), 500, 'if PostgreSQL has no estimate yet');
});
