import { eventually } from '../../../test/helpers/eventually.ts';
import { isSuccess } from '../harness/history.ts';
import type { Instance } from '../harness/instance.ts';
import { evaluateRun, type Report, type Run, startRun } from '../harness/run.ts';
import type { Testbed } from '../harness/testbed.ts';

export interface ClocksOptions {
  /** The clock offset of the second instance, for each round (seconds). */
  shifts: readonly number[];
  hosts: number;
  /** The same node arguments as those of the testbed. */
  command: readonly string[];
}

const WRONG = 1;
const REQUESTED_AFTERWARDS = 10;
const preload = new URL('../harness/shifted-clock.ts', import.meta.url).href;

/**
 * The clock of one instance is ten minutes off. Leases and expiry use the database clock and
 * durations, so this has no effect. The instance stays in its slot, so run this scenario last.
 */
export async function clocks(testbed: Testbed, { shifts, hosts, command }: ClocksOptions): Promise<Report> {
  await testbed.fleet.grow(2);
  const counts = {
    hosts: 0,
    expiries: 0,
    refreshes: 0,
    'max per expiry': 0,
    'not 2xx': 0,
    'stale replays': 0,
    lost: 0,
  };
  const violations: string[] = [];
  for (const seconds of shifts) {
    await testbed.fleet.slot(WRONG).instance.kill();
    const startedAt = Date.now();
    const wrong = await testbed.fleet.replace(WRONG, shiftedBy(seconds, command));
    const loggedAt = (await lastLoggedAt(wrong)) - seconds * 1000;
    if (!(loggedAt >= startedAt && loggedAt <= Date.now())) {
      violations.push(`its log is not written ${seconds} s off: ${wrong.lastOutput()}`);
    }
    const run = await startRun(testbed, testbed.fleet.slot(0).instance, hosts);
    const perExpiry = [
      ...(await expireAndRequest(run, [0, WRONG])),
      ...(await expireAndRequest(run, [WRONG, 0])),
    ];
    counts['not 2xx'] += run.history.responses.filter((response) => !isSuccess(response)).length;
    const found = await evaluateRun(run, testbed.fleet.slot(WRONG).instance, 1_000);
    counts.hosts += hosts;
    counts.expiries += perExpiry.length;
    counts.refreshes += perExpiry.reduce((sum, each) => sum + each, 0);
    counts['max per expiry'] = Math.max(counts['max per expiry'], ...perExpiry);
    counts['stale replays'] += found.staleReplays;
    counts.lost += found.counts.lost;
    if (found.counts.connected !== hosts) violations.push(`${seconds} s: ${JSON.stringify(found.counts)}`);
  }
  if (counts['max per expiry'] > 2) violations.push('more than one refresh too many');
  if (counts['not 2xx'] > 0) violations.push('requests failed');
  return { scenario: `one clock off by ${shifts.join(' and ')} s`, counts, violations };
}

/**
 * When the instance wrote its last log line, by its own clock (milliseconds since the epoch); NaN
 * if it writes none. The Date header of its responses is unsuitable: Node.js takes it from the
 * machine's clock.
 */
async function lastLoggedAt({ lastOutput }: Instance): Promise<number> {
  const lines = () => lastOutput().match(/^\{.*\}$/gm) ?? [];
  await eventually(() => lines().length > 0);
  const { time } = JSON.parse(lines().at(-1) ?? '{}') as { time?: number | string };
  return new Date(time ?? Number.NaN).getTime();
}

/** Expires the tokens and sends many requests. @returns the number of refreshes per host */
async function expireAndRequest(run: Run, order: readonly number[]): Promise<number[]> {
  const instances = order.map((index) => run.testbed.fleet.slot(index).instance);
  const from = run.history.calls().length;
  await run.expire(run.visitors);
  for (let round = 0; round < REQUESTED_AFTERWARDS; round += 1) {
    await Promise.all(
      run.visitors.flatMap((visitor) => instances.map((instance) => run.request(instance, visitor))),
    );
  }
  const calls = run.history.calls().slice(from);
  return run.visitors.map(({ user }) => calls.filter((call) => call.user === user).length);
}

function shiftedBy(seconds: number, command: readonly string[]) {
  return {
    command: ['--import', 'tsx', '--import', preload, ...command],
    env: { SHIFT_SECONDS: String(seconds), LOG_LEVEL: 'info' },
  };
}
