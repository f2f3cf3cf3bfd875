import t from 'tap';
import { type RunningApp, startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { addHosted, apiCalls, COLLEAGUE, HOST, waitUntil } from '../helpers/zoom-host.ts';

const env = { ZOOM_LIGHT_PER_SECOND: '30', ZOOM_MEDIUM_PER_SECOND: '1000' };

async function startTwo(t: Parameters<typeof startApp>[0]) {
  const one = await startApp(t, { env });
  const other = await startApp(t, { sharedWith: one, env });
  return { one, other, simulator: one.simulator };
}

/** Reads this many meetings, at most ten concurrently. */
async function readMeetings({ simulator }: RunningApp, client: Client, hostId: string, count: number) {
  const left = Array.from({ length: count }, () => addHosted(simulator, 'meetings', { hostId }).path);
  const statuses: number[] = [];
  const read = async () => {
    for (let path = left.pop(); path !== undefined; path = left.pop())
      statuses.push((await client.get(path)).status);
  };
  await Promise.all(Array.from({ length: 10 }, read));
  return statuses;
}

// The exact rate and the shares are tested with a fake clock in gcra.test.ts.
t.test('two users of one account on two instances share one rate limit', async (t) => {
  const { one, other, simulator } = await startTwo(t);
  const host = await one.signIn(HOST);
  const colleague = await other.signIn(COLLEAGUE);
  // More than the 30 calls per second that both share, less than the 60 of two separate limits.
  simulator.state.settings.rateLimits = { light: { perSecond: 45 } };
  async function readAll() {
    // A rejection by Zoom starts a cooldown, and reduces the rate for a minute.
    for (const [client, hostId] of [
      [host, HOST],
      [colleague, COLLEAGUE],
    ] as const) {
      const { path } = addHosted(simulator, 'meetings', { hostId });
      await waitUntil(async () => (await client.get(path)).status === 200);
    }
    await one.database.pool.query('update rate_limit set slowed_to = null, slowed_at = null');
    simulator.clearRequests();
    const statuses = await Promise.all([
      readMeetings(one, host, HOST, 60),
      readMeetings(other, colleague, COLLEAGUE, 60),
    ]);
    return [statuses.flat(), apiCalls(simulator).map(({ status }) => status)];
  }
  const isRejected = (statuses: unknown[]) => statuses.some((status) => status !== 200);
  // If the database does not respond for half a second, the instances temporarily use their own
  // limits. That must not happen every time.
  let [responded, called] = await readAll();
  for (let again = 0; again < 2 && isRejected(called ?? []); again += 1)
    [responded, called] = await readAll();
  const all = Array.from({ length: 120 }, () => 200);
  t.strictSame(called, all, 'Zoom rejects no call');
  t.strictSame(responded, all);
});

t.test('a limit that one instance reaches applies to the other, and to one that starts later', async (t) => {
  const { one, other, simulator } = await startTwo(t);
  const host = await one.signIn(HOST);
  const colleague = await other.signIn(COLLEAGUE);
  const [mine, theirs] = [addHosted(simulator), addHosted(simulator, 'meetings', { hostId: COLLEAGUE })];
  simulator.addFault({
    kind: 'rate-limit',
    limit: 'daily',
    path: mine.zoomPath,
    retryAfter: 'iso-date',
    retryAfterSeconds: 7_200,
  });
  t.match(await host.get(mine.path), { status: 429, json: { code: 'zoom_daily_limit' } });
  simulator.clearRequests();
  const later = await startApp(t, { sharedWith: one, env });
  const again = later.client();
  for (const [, value] of colleague.cookies) again.cookies.set('uplink-session', value);
  for (const client of [colleague, again]) {
    const response = await client.get(theirs.path);
    t.match(response, { status: 429, json: { code: 'zoom_daily_limit' } });
    t.ok(Number(response.headers['retry-after']) > 7_150);
  }
  t.equal(apiCalls(simulator).length, 0, 'Zoom is not called before the time it stated');
});
