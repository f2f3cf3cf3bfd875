import { setTimeout as delay } from 'node:timers/promises';
import { mustReconnect, quantile, staleReplays } from '../harness/history.ts';
import { evaluateRun, type Report, type Run, startRun } from '../harness/run.ts';
import type { Testbed } from '../harness/testbed.ts';
import { between } from '../harness/token-faults.ts';
import type { TokenCall } from '../harness/token-log.ts';
import type { Visitor } from '../harness/visitors.ts';

export interface KillsOptions {
  kills: number;
  /** Hosts whose tokens the killed process is refreshing. */
  hostsPerKill: number;
}

/**
 * Zoom's latency, and the time from the first refresh request to the kill: the kill hits before,
 * during and after.
 */
const ZOOM_TAKES_MS = { min: 5, max: 60 };
const KILLED_WITHIN_MS = 90;
const STUCK_AFTER_MS = 5_000;
const VICTIM = 1;
/** An instance declares others dead only after its own connection has been up for five seconds. */
const MIN_OBSERVER_UPTIME_MS = 5_500;

interface Kill {
  /** For each host, the time from the kill to the first definite response. */
  tookMs: number[];
  rejections: number;
  reported: number;
  staleReplays: number;
  /** For each host who has to reconnect, the time between Zoom's rotation and the kill. */
  lostAfterMs: number[];
  worstOutcomes: string[];
}

/**
 * SIGKILL during token refreshes. A rotated token that was not stored is lost with the process, so
 * the next instance that the host reaches must immediately report that they have to reconnect.
 */
export async function kills(testbed: Testbed, { kills: count, hostsPerKill }: KillsOptions): Promise<Report> {
  await testbed.fleet.grow(2);
  await delay(MIN_OBSERVER_UPTIME_MS);
  const all: Kill[] = [];
  for (let index = 0; index < count; index += 1) {
    all.push(await killOnce(testbed, hostsPerKill));
    await testbed.fleet.replace(VICTIM);
  }
  const tookMs = all.flatMap((kill) => kill.tookMs);
  const sum = (of: (kill: Kill) => number) => all.reduce((total, kill) => total + of(kill), 0);
  const lostAfterMs = all.flatMap((kill) => kill.lostAfterMs);
  const worst = all.flatMap((kill) => kill.worstOutcomes);
  // At most one per host: the one request to Zoom that determines whether the token is still valid.
  const worstReplays = Math.max(0, ...all.map((kill) => kill.staleReplays / hostsPerKill));
  return {
    scenario: `SIGKILL ×${count}, ${hostsPerKill} refreshes under way at each`,
    counts: {
      hosts: count * hostsPerKill,
      connected: count * hostsPerKill - sum(({ reported }) => reported) - worst.length,
      'have to reconnect': sum(({ reported }) => reported),
      'lost or stuck': worst.length,
      'stale replays': sum((kill) => kill.staleReplays),
      '5xx seen': sum(({ rejections }) => rejections),
      'definite after ms p50': Math.round(quantile(tookMs, 0.5)),
      'p99 ': Math.round(quantile(tookMs, 0.99)),
      'max ': Math.round(Math.max(...tookMs)),
      'rotated before the kill, ms max': Math.round(Math.max(0, ...lostAfterMs)),
    },
    violations: [
      ...worst,
      ...(worstReplays > 1 ? [`${worstReplays} stale replays per host and kill`] : []),
      ...(sum(({ rejections }) => rejections) > 0 ? ['hosts got 5xx'] : []),
    ],
  };
}

async function killOnce(testbed: Testbed, hosts: number): Promise<Kill> {
  const survivor = testbed.fleet.slot(0).instance;
  const victim = testbed.fleet.slot(VICTIM).instance;
  const run = await startRun(testbed, survivor, hosts);
  testbed.tokenProxy.setLatency(between(ZOOM_TAKES_MS.min, ZOOM_TAKES_MS.max));
  await run.expire(run.visitors);

  const firstPresented = new Promise<void>((resolve) => {
    testbed.tokenProxy.faults.add({ before: () => resolve() });
  });
  const requested = run.visitors.map((visitor) => run.request(victim, visitor, AbortSignal.timeout(60_000)));
  await firstPresented;
  await delay(Math.random() * KILLED_WITHIN_MS);
  const killedAt = performance.now();
  const dead = victim.kill();
  const next = run.visitors.map((visitor) => run.requestUntilDefinite(survivor, visitor));
  await dead;
  await Promise.all(requested);
  // Failed responses of the killed process do not count.
  run.history.responses = run.history.responses.filter(({ instance }) => instance !== victim.name);
  const responses = await Promise.all(next);
  return conclusionOf(run, killedAt, responses);
}

async function conclusionOf(
  run: Run,
  killedAt: number,
  responses: Awaited<ReturnType<Run['requestUntilDefinite']>>[],
): Promise<Kill> {
  const survivor = run.testbed.fleet.slot(0).instance;
  const reported = run.visitors.filter((_, index) =>
    responses.some(({ last }) => last.user === run.visitors[index]?.user && mustReconnect(last)),
  );
  const { outcomes } = await evaluateRun(run, survivor, STUCK_AFTER_MS);
  const worst = run.visitors.filter(
    ({ user }) => !['connected', 'reported'].includes(outcomes.get(user) ?? ''),
  );
  await healed(run, reported);
  return {
    tookMs: responses.map(({ tookMs }) => tookMs),
    rejections: responses.reduce((sum, { requested }) => sum + requested - 1, 0),
    reported: reported.length,
    staleReplays: staleReplays(run.history.calls()),
    lostAfterMs: reported.flatMap(({ user }) => lastRotationBefore(run.history.calls(), user, killedAt)),
    worstOutcomes: worst.map(({ user }) => `a host is ${outcomes.get(user)}`),
  };
}

/** Reconnects the hosts and checks that requests succeed again. */
async function healed(run: Run, reported: readonly Visitor[]): Promise<void> {
  const survivor = run.testbed.fleet.slot(0).instance;
  for (const visitor of reported) {
    await run.reconnect(survivor, visitor);
    const { status } = await run.request(survivor, visitor);
    if (status !== 200) throw new Error(`a host who reconnected got ${status}`);
  }
}

function lastRotationBefore(calls: readonly TokenCall[], user: string, time: number): number[] {
  const rotations = calls.filter((call) => call.user === user && (call.rotatedAt ?? Infinity) < time);
  const last = rotations.at(-1)?.rotatedAt;
  return last === undefined ? [] : [time - last];
}
