import { setTimeout as delay } from 'node:timers/promises';
import { staleReplays } from '../harness/history.ts';
import { evaluateRun, type Report, type Run, startRun } from '../harness/run.ts';
import type { Testbed } from '../harness/testbed.ts';
import { badResponses as all, type BadResponse } from './bad-response-table.ts';

export interface BadResponsesOptions {
  /** Whether to include the slow responses. */
  slowOnes: boolean;
  /** How long Zoom still accepts a rotated refresh token (seconds). */
  graceSeconds: number;
}

const STUCK_AFTER_MS = 15_000;

/** The token endpoint returns every kind of bad response; checks what the host sees for each. */
export async function badResponses(
  testbed: Testbed,
  { slowOnes, graceSeconds }: BadResponsesOptions,
): Promise<Report> {
  await testbed.fleet.grow(2);
  const hasGrace = graceSeconds > 0;
  const table = all.filter(({ isSlow }) => slowOnes || !isSlow);
  const counts: Report['counts'] = {
    responses: table.length,
    connected: 0,
    reported: 0,
    lost: 0,
    stuck: 0,
    'stale replays': 0,
  };
  const violations: string[] = [];
  testbed.simulator.state.settings.refreshGraceSeconds = graceSeconds;
  try {
    for (const bad of table) {
      const observed = await meet(testbed, bad, hasGrace);
      counts['stale replays'] = Number(counts['stale replays']) + observed.staleReplays;
      counts[observed.outcome] = Number(counts[observed.outcome] ?? 0) + 1;
      const expected = bad.isRotated && !hasGrace ? 'reported' : 'connected';
      if (observed.outcome !== expected)
        violations.push(`${bad.name}: ${observed.outcome} rather than ${expected}`);
      if (observed.first !== (hasGrace ? bad.withGrace : bad.without))
        violations.push(`${bad.name}: the first response was ${observed.first}`);
      if (observed.posts > 2) violations.push(`${bad.name}: presented ${observed.posts} times`);
      if (observed.tooSoon) violations.push(`${bad.name}: requested again before Retry-After`);
    }
  } finally {
    testbed.simulator.state.settings.refreshGraceSeconds = 0;
  }
  const grace = hasGrace ? `a grace of ${graceSeconds} s` : 'no grace';
  return { scenario: `bad responses of the token endpoint, ${grace} at Zoom`, counts, violations };
}

async function meet(testbed: Testbed, bad: BadResponse, hasGrace: boolean) {
  const { instance } = testbed.fleet.slot(0);
  const run = await startRun(testbed, instance, 1);
  const visitor = run.visitor(0);
  await run.expire(run.visitors);
  testbed.tokenProxy.faults.add(bad.fault);
  const first = await run.request(instance, visitor);
  const posts = run.history.calls().length;
  const tooSoon = bad.retryAfterSeconds !== undefined && (await requestsBefore(run, bad.retryAfterSeconds));
  const { outcomes } = await evaluateRun(run, instance, STUCK_AFTER_MS);
  return {
    first: [first.status, first.code].join(' ').trim(),
    posts,
    tooSoon,
    staleReplays: hasGrace ? 0 : staleReplays(run.history.calls()),
    outcome: outcomes.get(visitor.user) ?? 'erased',
  };
}

/** Whether the token endpoint receives another request before its Retry-After has passed. */
async function requestsBefore(run: Run, seconds: number): Promise<boolean> {
  const before = run.history.calls().length;
  const { instance } = run.testbed.fleet.slot(0);
  const until = performance.now() + seconds * 1000 - 500;
  while (performance.now() < until) {
    await run.request(instance, run.visitor(0));
    await delay(100);
  }
  return run.history.calls().length > before;
}
