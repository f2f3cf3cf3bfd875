import { setTimeout as delay } from 'node:timers/promises';
import { mustReconnect, quantile } from '../harness/history.ts';
import type { Instance } from '../harness/instance.ts';
import { evaluateRun, type Findings, type Report, type Run, startRun } from '../harness/run.ts';
import type { Testbed } from '../harness/testbed.ts';

/**
 * `asked`: stopped before Zoom has seen the token, which it gets only after another instance has rotated it.
 * `rotated`: stopped with Zoom's answer on its way. `reconnected`: the same, and the host has authorized anew meanwhile.
 */
export type Sleeper = 'requested' | 'rotated' | 'reconnected';

export interface StoppedOptions {
  sleepers: readonly Sleeper[];
  hosts: number;
  /** Whether the lease runs out by the clock, 30 seconds, or is moved into the past. */
  waitForLease: boolean;
}

const SLEEPING = 1;
const OTHER = 0;
const LEASE_MS = 30_500;
const RECOVERY_MS = 5_000;

/** A process is stopped in the middle of a refresh, another finishes, and it wakes up: what it then holds must not be stored. */
export async function stopped(
  testbed: Testbed,
  { sleepers, hosts, waitForLease }: StoppedOptions,
): Promise<Report> {
  await testbed.fleet.grow(2);
  const counts = {
    hosts: 0,
    well: 0,
    lost: 0,
    'told to reconnect': 0,
    'told for a while': 0,
    'stale replays': 0,
  };
  const violations: string[] = [];
  const waitedMs: number[] = [];
  for (const sleeper of sleepers) {
    const run = await startRun(testbed, testbed.fleet.slot(OTHER).instance, hosts);
    const generations = await sleepAndWake(run, sleeper, waitForLease, waitedMs);
    const found = await evaluateRun(run, testbed.fleet.slot(OTHER).instance, RECOVERY_MS);
    counts.hosts += hosts;
    counts.well += found.counts.well;
    counts.lost += found.counts.lost;
    counts['told to reconnect'] += found.counts.reported + found.counts.needless;
    counts['told for a while'] += new Set(
      run.history.responses.filter(mustReconnect).map(({ user }) => user),
    ).size;
    counts['stale replays'] += found.staleReplays;
    violations.push(...errorsOf(sleeper, waitForLease, hosts, found), ...generations);
  }
  return {
    scenario: `SIGSTOP in a refresh, SIGCONT after the lease (${waitForLease ? 'its 30 s' : 'moved'}): ${sleepers.join(', ')}`,
    counts: { ...counts, 'known after the lease, ms max': Math.round(quantile(waitedMs, 1)) },
    violations,
  };
}

/** Who slept for longer than it waits for Zoom can't use the answer any more: then nobody has the new token, and the host is told. */
function errorsOf(
  sleeper: Sleeper,
  waitForLease: boolean,
  hosts: number,
  { counts, staleReplays }: Findings,
): string[] {
  const expected = sleeper === 'rotated' && waitForLease ? counts.reported : counts.well;
  return [
    ...(expected === hosts ? [] : [`${sleeper}: ${JSON.stringify(counts)}`]),
    ...(staleReplays > hosts ? [`${sleeper}: ${staleReplays} stale replays`] : []),
  ];
}

/** @returns what was wrong with what the late process stored */
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
  const { held, release } = holdBack(run, sleeper);
  return run.duringDisruption(async () => {
    const requested = visitors.map((visitor) => run.request(sleeping, visitor));
    await held;
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
    // Only where nobody else got new tokens are those of the late process the ones that count.
    const mayMove = sleeper === 'rotated' ? visitors.length : 0;
    return moved > mayMove ? [`${sleeper}: stored over a newer generation ${moved} times`] : [];
  }, RECOVERY_MS);
}

/** Until it works: after a sleep the circuit to the token endpoint may be open, and the next one would not get to Zoom at all. */
async function refreshOnce(run: Run, instance: Instance): Promise<void> {
  await run.expire(run.visitors);
  await Promise.all(run.visitors.map((visitor) => run.requestUntilDefinite(instance, visitor)));
}

/** Holds each host's refresh where this sleeper is to be stopped; `held` resolves when all have come there. */
function holdBack(
  { testbed, visitors }: Run,
  sleeper: Sleeper,
): { held: Promise<unknown>; release: () => void } {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const held = visitors.map(
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
  return { held: Promise.all(held), release };
}
