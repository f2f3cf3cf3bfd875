import { setTimeout as delay } from 'node:timers/promises';
import { mustReconnect, quantile } from '../harness/history.ts';
import type { Instance } from '../harness/instance.ts';
import { evaluateRun, type Findings, type Report, type Run, startRun } from '../harness/run.ts';
import type { Testbed } from '../harness/testbed.ts';

/**
 * `requested`: stopped before Zoom received the token; Zoom gets it after another instance has
 * rotated it. `rotated`: stopped while Zoom's response is on its way. `reconnected`: the same, and
 * the host reauthorizes in between.
 */
export type Sleeper = 'requested' | 'rotated' | 'reconnected';

export interface StoppedOptions {
  sleepers: readonly Sleeper[];
  hosts: number;
  /** Whether to wait 30 seconds for the lease to expire, or to expire it in the database. */
  waitForLease: boolean;
}

const SLEEPING = 1;
const OTHER = 0;
const LEASE_MS = 30_500;
const RECOVERY_MS = 5_000;

/**
 * A process is stopped during a refresh and resumes after another has finished it: it must not
 * store its own result.
 */
export async function stopped(
  testbed: Testbed,
  { sleepers, hosts, waitForLease }: StoppedOptions,
): Promise<Report> {
  await testbed.fleet.grow(2);
  const counts = {
    hosts: 0,
    connected: 0,
    lost: 0,
    'have to reconnect': 0,
    'temporarily have to reconnect': 0,
    'stale replays': 0,
  };
  const violations: string[] = [];
  const waitedMs: number[] = [];
  for (const sleeper of sleepers) {
    const run = await startRun(testbed, testbed.fleet.slot(OTHER).instance, hosts);
    const generations = await sleepAndWake(run, sleeper, waitForLease, waitedMs);
    const found = await evaluateRun(run, testbed.fleet.slot(OTHER).instance, RECOVERY_MS);
    counts.hosts += hosts;
    counts.connected += found.counts.connected;
    counts.lost += found.counts.lost;
    counts['have to reconnect'] += found.counts.reported + found.counts.needless;
    counts['temporarily have to reconnect'] += new Set(
      run.history.responses.filter(mustReconnect).map(({ user }) => user),
    ).size;
    counts['stale replays'] += found.staleReplays;
    violations.push(...errorsOf(sleeper, waitForLease, hosts, found), ...generations);
  }
  return {
    scenario: `SIGSTOP in a refresh, SIGCONT after the lease (${waitForLease ? 'its 30 s' : 'moved'}): ${sleepers.join(', ')}`,
    counts: { ...counts, 'definite after the lease, ms max': Math.round(quantile(waitedMs, 1)) },
    violations,
  };
}

/**
 * A process stopped for longer than its timeout cannot use Zoom's response: the token is lost and
 * the host must reconnect.
 */
function errorsOf(
  sleeper: Sleeper,
  waitForLease: boolean,
  hosts: number,
  { counts, staleReplays }: Findings,
): string[] {
  const expected = sleeper === 'rotated' && waitForLease ? counts.reported : counts.connected;
  return [
    ...(expected === hosts ? [] : [`${sleeper}: ${JSON.stringify(counts)}`]),
    ...(staleReplays > hosts ? [`${sleeper}: ${staleReplays} stale replays`] : []),
  ];
}

/** @returns violations by what the resumed process stored */
async function sleepAndWake(
  run: Run,
  sleeper: Sleeper,
  waitForLease: boolean,
  waitedMs: number[],
): Promise<string[]> {
  const { testbed, visitors } = run;
  const users = visitors.map(({ user }) => user);
  const sleeping = testbed.fleet.slot(SLEEPING).instance;
  const other = testbed.fleet.slot(OTHER).instance;
  await run.duringDisruption(() => refreshOnce(run, sleeping), 0);
  await run.expire(visitors);
  const { paused, release } = pauseRefreshes(run, sleeper);
  return run.duringDisruption(async () => {
    const requested = visitors.map((visitor) => run.request(sleeping, visitor));
    await paused;
    sleeping.signal('SIGSTOP');
    if (waitForLease) await delay(LEASE_MS);
    else await testbed.inspector.endLeases(users);
    const next = await Promise.all(visitors.map((visitor) => run.requestUntilDefinite(other, visitor)));
    waitedMs.push(...next.map(({ tookMs }) => tookMs));
    if (sleeper === 'reconnected') for (const visitor of visitors) await run.reconnect(other, visitor);
    const before = await testbed.inspector.generations(users);
    sleeping.signal('SIGCONT');
    release();
    await Promise.all(requested);
    const after = await testbed.inspector.generations(users);
    const moved = users.filter((user) => after.get(user) !== before.get(user)).length;
    // The resumed process may store its tokens only if no other process has got new ones.
    const mayMove = sleeper === 'rotated' ? visitors.length : 0;
    return moved > mayMove ? [`${sleeper}: stored over a newer generation ${moved} times`] : [];
  }, RECOVERY_MS);
}

/**
 * Retries until it succeeds: after a stop, the circuit breaker of the token endpoint may be open.
 */
async function refreshOnce(run: Run, instance: Instance): Promise<void> {
  await run.expire(run.visitors);
  await Promise.all(run.visitors.map((visitor) => run.requestUntilDefinite(instance, visitor)));
}

/**
 * Pauses each host's refresh at the point where the process will be stopped; `paused` resolves when
 * all have reached it.
 */
function pauseRefreshes(
  { testbed, visitors }: Run,
  sleeper: Sleeper,
): { paused: Promise<unknown>; release: () => void } {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const paused = visitors.map(
    ({ user }) =>
      new Promise<void>((resolve) => {
        const hold = () => {
          resolve();
          return released;
        };
        testbed.tokenProxy.faults.add(
          sleeper === 'requested' ? { user, before: hold } : { user, after: hold },
        );
      }),
  );
  return { paused: Promise.all(paused), release };
}
