import { setTimeout as delay } from 'node:timers/promises';
import { staleReplays } from '../harness/history.ts';
import { beginRun, conclude, type Report, type Run } from '../harness/run.ts';
import type { Stage } from '../harness/stage.ts';
import { badResponses as all, type BadResponse } from './bad-response-table.ts';

export interface BadResponsesOptions {
  /** Only those that are over quickly, or all. */
  slowOnes: boolean;
  /** How long Zoom still takes a refresh token that it has rotated (seconds). */
  graceSeconds: number;
}

const STUCK_AFTER_MS = 15_000;

/** Everything that can come back from the token endpoint instead of tokens, each followed by what the host sees. */
export async function badResponses(
  stage: Stage,
  { slowOnes, graceSeconds }: BadResponsesOptions,
): Promise<Report> {
  await stage.fleet.grow(2);
  const hasGrace = graceSeconds > 0;
  const table = all.filter(({ isSlow }) => slowOnes || !isSlow);
  const counts: Report['counts'] = {
    responses: table.length,
    well: 0,
    reported: 0,
    lost: 0,
    stuck: 0,
    'stale replays': 0,
  };
  const faults: string[] = [];
  stage.simulator.state.settings.refreshGraceSeconds = graceSeconds;
  try {
    for (const bad of table) {
      const seen = await meet(stage, bad, hasGrace);
      counts['stale replays'] = Number(counts['stale replays']) + seen.staleReplays;
      counts[seen.outcome] = Number(counts[seen.outcome] ?? 0) + 1;
      const expected = bad.isRotated && !hasGrace ? 'reported' : 'well';
      if (seen.outcome !== expected) faults.push(`${bad.name}: ${seen.outcome} rather than ${expected}`);
      if (seen.first !== (hasGrace ? bad.withGrace : bad.without))
        faults.push(`${bad.name}: first answered ${seen.first}`);
      if (seen.posts > 2) faults.push(`${bad.name}: presented ${seen.posts} times`);
      if (seen.tooSoon) faults.push(`${bad.name}: asked again before Retry-After`);
    }
  } finally {
    stage.simulator.state.settings.refreshGraceSeconds = 0;
  }
  const grace = hasGrace ? `a grace of ${graceSeconds} s` : 'no grace';
  return { scenario: `bad answers of the token endpoint, ${grace} at Zoom`, counts, faults };
}

async function meet(stage: Stage, bad: BadResponse, hasGrace: boolean) {
  const { instance } = stage.fleet.slot(0);
  const run = await beginRun(stage, instance, 1);
  const visitor = run.visitor(0);
  await run.expire(run.visitors);
  stage.front.interferences.add(bad.interference);
  const first = await run.request(instance, visitor);
  const posts = run.history.calls().length;
  const tooSoon = bad.retryAfterSeconds !== undefined && (await requestsBefore(run, bad.retryAfterSeconds));
  const { outcomes } = await conclude(run, instance, STUCK_AFTER_MS);
  return {
    first: [first.status, first.code].join(' ').trim(),
    posts,
    tooSoon,
    staleReplays: hasGrace ? 0 : staleReplays(run.history.calls()),
    outcome: outcomes.get(visitor.user) ?? 'gone',
  };
}

/** Whether the token endpoint is asked again before the time that it named. */
async function requestsBefore(run: Run, seconds: number): Promise<boolean> {
  const before = run.history.calls().length;
  const { instance } = run.stage.fleet.slot(0);
  const until = performance.now() + seconds * 1000 - 500;
  while (performance.now() < until) {
    await run.request(instance, run.visitor(0));
    await delay(100);
  }
  return run.history.calls().length > before;
}
