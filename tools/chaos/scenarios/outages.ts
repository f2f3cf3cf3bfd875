import { setTimeout as delay } from 'node:timers/promises';
import { mustReconnect } from '../harness/history.ts';
import { evaluateRun, type Report, type Run, startRun } from '../harness/run.ts';
import type { Testbed } from '../harness/testbed.ts';

/**
 * When the outage starts: before any request, during the refresh request, after the rotation, after
 * the store.
 */
export type Moment = 'before' | 'requested' | 'rotated' | 'stored';

export interface OutagesOptions {
  moments: readonly Moment[];
  outageMs: number;
  hosts: number;
  /** Whether every instance loses the database, or only the one that refreshes. */
  scope: 'all' | 'one';
}

const REFRESHING = 0;
const OTHER = 1;
/** Time after the outage for reconnecting and storing the tokens kept in memory. */
const RECOVERY_MS = 5_000;

/**
 * Database outages around a token rotation: no rotated token may be lost, and none may be rotated
 * that cannot be stored.
 */
export async function outages(testbed: Testbed, options: OutagesOptions): Promise<Report> {
  const { moments, outageMs, hosts, scope } = options;
  await testbed.fleet.grow(2);
  const counts = {
    hosts: 0,
    connected: 0,
    lost: 0,
    'have to reconnect': 0,
    'temporarily have to reconnect': 0,
    'stale replays': 0,
  };
  const postsDuringOutage: number[] = [];
  const violations: string[] = [];
  for (const moment of moments) {
    const run = await startRun(testbed, testbed.fleet.slot(REFRESHING).instance, hosts);
    postsDuringOutage.push(await outage(run, moment, options));
    const found = await evaluateRun(run, testbed.fleet.slot(OTHER).instance, RECOVERY_MS);
    counts.hosts += hosts;
    counts.connected += found.counts.connected;
    counts.lost += found.counts.lost;
    counts['have to reconnect'] += found.counts.reported + found.counts.needless;
    counts['temporarily have to reconnect'] += new Set(
      run.history.responses.filter(mustReconnect).map(({ user }) => user),
    ).size;
    counts['stale replays'] += found.staleReplays;
    if (found.counts.connected !== hosts) violations.push(`${moment}: ${JSON.stringify(found.counts)}`);
    if (found.staleReplays > 0 && scope === 'all')
      violations.push(`${moment}: ${found.staleReplays} stale replays`);
  }
  const posts = postsDuringOutage.reduce((sum, each) => sum + each, 0);
  if (posts > 0 && scope === 'all') violations.push(`${posts} refreshes while the database was unreachable`);
  return {
    scenario: `database cut for ${outageMs / 1000} s from ${scope === 'all' ? 'all instances' : 'the one that refreshes'}: ${moments.join(', ')}`,
    counts: { ...counts, 'token POSTs during the outage': posts },
    violations,
  };
}

/** @returns the number of refreshes started during the outage */
async function outage(run: Run, moment: Moment, { outageMs, scope }: OutagesOptions): Promise<number> {
  const { testbed, visitors, history } = run;
  const refreshing = testbed.fleet.slot(REFRESHING).instance;
  const other = testbed.fleet.slot(OTHER).instance;
  await run.expire(visitors);
  let released = () => {};
  return run.duringDisruption(async () => {
    const cutWhen = reached(
      run,
      moment,
      await testbed.inspector.generations(history.users),
      new Promise((resolve) => {
        released = () => resolve(undefined);
      }),
    );
    const requested = moment === 'before' ? [] : visitors.map((visitor) => run.request(refreshing, visitor));
    await cutWhen;
    testbed.fleet.cut(scope === 'all' ? undefined : [REFRESHING]);
    const before = history.calls().length;
    released();
    const duringOutage = visitors.flatMap((visitor) => [
      run.request(refreshing, visitor),
      run.request(other, visitor),
    ]);
    await delay(outageMs);
    const posts = history.calls().length - before;
    testbed.fleet.open();
    // Query the other instance before the first one has had time to store the new tokens.
    const next = visitors.map((visitor) => run.requestUntilDefinite(other, visitor));
    await Promise.all([...requested, ...duringOutage, ...next]);
    return posts;
  }, RECOVERY_MS);
}

/**
 * Resolves when every host's refresh has reached this point, and pauses it there until `release`.
 */
function reached(
  { testbed, visitors }: Run,
  moment: Moment,
  generations: Map<string, bigint>,
  release: Promise<unknown>,
): Promise<unknown> {
  if (moment === 'before') return Promise.resolve();
  if (moment === 'stored') return stored(testbed, generations);
  return Promise.all(
    visitors.map(
      ({ user }) =>
        new Promise<void>((resolve) => {
          const hold = () => {
            resolve();
            return release;
          };
          testbed.tokenProxy.faults.add(
            moment === 'requested' ? { user, before: hold } : { user, after: hold },
          );
        }),
    ),
  );
}

/** Resolves as soon as a new generation of each of them is stored. */
async function stored({ inspector }: Testbed, before: Map<string, bigint>): Promise<void> {
  for (;;) {
    const now = await inspector.generations(before.keys());
    if ([...before].every(([user, generation]) => now.get(user) !== generation)) return;
    await delay(1);
  }
}
