import t from 'tap';
import { type RunningApp, startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { addHosted, apiCalls, COLLEAGUE, HOST } from '../helpers/zoom-host.ts';

const env = { ZOOM_LIGHT_PER_SECOND: '30', ZOOM_MEDIUM_PER_SECOND: '1000' };

async function startTwo(t: Parameters<typeof startApp>[0]) {
  const one = await startApp(t, { env });
  const other = await startApp(t, { beside: one, env });
  return { one, other, simulator: one.simulator };
}

/** Reads as many meetings, a few at a time, and tells when each was answered. */
async function readMeetings({ simulator }: RunningApp, client: Client, hostId: string, count: number) {
  const left = Array.from({ length: count }, () => addHosted(simulator, 'meetings', { hostId }).path);
  const answers: { status: number; at: number }[] = [];
  const read = async () => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      const { status } = await client.get(path);
      answers.push({ status, at: performance.now() });
    }
  };
  await Promise.all(Array.from({ length: 20 }, read));
  return answers;
}

t.test('two users of one account read on two instances, as fast as Zoom allows and no faster', async (t) => {
  const { one, other, simulator } = await startTwo(t);
  const host = await one.signIn(HOST);
  const colleague = await other.signIn(COLLEAGUE);
  simulator.state.settings.rateLimits = { light: { perSecond: 30 } };
  simulator.clearRequests();
  const began = performance.now();
  const [theirs, others] = await Promise.all([
    readMeetings(one, host, HOST, 100),
    readMeetings(other, colleague, COLLEAGUE, 100),
  ]);
  const tookOf = (answers: { at: number }[]) => Number(answers.at(-1)?.at) - began;
  const took = Math.max(tookOf(theirs), tookOf(others));
  t.ok([...theirs, ...others].every(({ status }) => status === 200));
  const statuses = apiCalls(simulator).map(({ status }) => status);
  t.strictSame(
    statuses,
    Array.from({ length: 200 }, () => 200),
    'Zoom refused none',
  );
  t.ok(200_000 / took > 0.85 * 30, `${200_000 / took} a second`);
  t.ok(Math.min(tookOf(theirs), tookOf(others)) > 0.8 * took, 'both end at about the same time');
});

t.test('a limit that one instance is told holds for the other, and for one that starts later', async (t) => {
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
  const later = await startApp(t, { beside: one, env });
  const again = later.client();
  for (const [, value] of colleague.cookies) again.cookies.set('uplink-session', value);
  for (const client of [colleague, again]) {
    const answer = await client.get(theirs.path);
    t.match(answer, { status: 429, json: { code: 'zoom_daily_limit' } });
    t.ok(Number(answer.headers['retry-after']) > 7_150);
  }
  t.equal(apiCalls(simulator).length, 0, 'Zoom is not called before the time it stated');
});
