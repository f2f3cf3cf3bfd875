import { setTimeout as delay } from 'node:timers/promises';
import { mustReconnect } from '../harness/history.ts';
import { evaluateRun, type Report, type Run, startRun } from '../harness/run.ts';
import type { Testbed } from '../harness/testbed.ts';

/** When the database goes: before anybody asks, while Zoom is being asked, when Zoom has rotated, when it is stored. */
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
/** From the database's return: connections come back, and what was held is stored. */
const RECOVERY_MS = 5_000;

/** The database is cut off around a rotation: nothing that Zoom rotated may be lost, nothing is rotated that can't be stored. */
export async function outages(testbed: Testbed, options: OutagesOptions): Promise<Report> {
  const { moments, outageMs, hosts, scope } = options;
  await testbed.fleet.grow(2);
  const counts = {
    hosts: 0,
    well: 0,
    lost: 0,
    'told to reconnect': 0,
    'told for a while': 0,
    'stale replays': 0,
  };
  const postsDuringOutage: number[] = [];
  const violations: string[] = [];
  for (const moment of moments) {
    const run = await startRun(testbed, testbed.fleet.slot(REFRESHING).instance, hosts);
    postsDuringOutage.push(await outage(run, moment, options));
    const found = await evaluateRun(run, testbed.fleet.slot(OTHER).instance, RECOVERY_MS);
    counts.hosts += hosts;
    counts.well += found.counts.well;
    counts.lost += found.counts.lost;
    counts['told to reconnect'] += found.counts.reported + found.counts.needless;
    counts['told for a while'] += new Set(
      run.history.responses.filter(mustReconnect).map(({ user }) => user),
    ).size;
    counts['stale replays'] += found.staleReplays;
    if (found.counts.well !== hosts) violations.push(`${moment}: ${JSON.stringify(found.counts)}`);
    if (found.staleReplays > 0 && scope === 'all')
      violations.push(`${moment}: ${found.staleReplays} stale replays`);
  }
  const posts = postsDuringOutage.reduce((sum, each) => sum + each, 0);
  if (posts > 0 && scope === 'all') violations.push(`${posts} refreshes while the database was away`);
  return {
    scenario: `database cut for ${outageMs / 1000} s from ${scope === 'all' ? 'all instances' : 'the one that refreshes'}: ${moments.join(', ')}`,
    counts: { ...counts, 'token POSTs while away': posts },
    violations,
  };
}

/** @returns how many refreshes were begun while no database could be reached */
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
    const concurrently = visitors.flatMap((visitor) => [
      run.request(refreshing, visitor),
      run.request(other, visitor),
    ]);
    await delay(outageMs);
    const posts = history.calls().length - before;
    testbed.fleet.open();
    // The other instance is asked before the one that holds the new tokens has had time to store them.
    const next = visitors.map((visitor) => run.requestUntilDefinite(other, visitor));
    await Promise.all([...requested, ...concurrently, ...next]);
    return posts;
  }, RECOVERY_MS);
}

/** Resolves when every host's refresh has come this far, and holds it there until `release`. */
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
