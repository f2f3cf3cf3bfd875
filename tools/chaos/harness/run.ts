import { setTimeout as delay } from 'node:timers/promises';
import { evaluate, type Outcome, tally } from './evaluate.ts';
import { type ClientResponse, createHistory, type History, isDefinite, staleReplays } from './history.ts';
import type { Instance } from './instance.ts';
import type { Testbed } from './testbed.ts';
import { addVisitors, eachOf, requestLivestream, signIn, type Visitor } from './visitors.ts';

/** What a scenario found out. */
export interface Report {
  scenario: string;
  /** What was counted, in the order in which it is printed. */
  counts: Record<string, string | number>;
  /** What should not have been; empty when all promises held. */
  violations: string[];
}

/** One scenario on a testbed: its own hosts, its own history. */
export interface Run {
  testbed: Testbed;
  visitors: Visitor[];
  history: History;
  visitor(index: number): Visitor;
  /** Ends the access tokens of these hosts, at Zoom and in the database. */
  expire(visitors: readonly Visitor[]): Promise<void>;
  /** Asks once and writes it down. */
  request(instance: Instance, visitor: Visitor, signal?: AbortSignal): Promise<ClientResponse>;
  /** Asks until the host knows where they stand; says how that was and how long it took from the first question. */
  requestUntilDefinite(
    instance: Instance,
    visitor: Visitor,
  ): Promise<{ last: ClientResponse; tookMs: number; requested: number }>;
  /** Runs `work` while something is wrong: refusals meanwhile, and `recoveryMs` after, hold nobody up. */
  duringDisruption<T>(work: () => Promise<T>, recoveryMs: number): Promise<T>;
  reconnect(instance: Instance, visitor: Visitor): Promise<void>;
}

const AUTHORIZATION_INTERVAL_MS = 100;
const REQUEST_TIMEOUT_MS = 60_000;

export async function startRun(testbed: Testbed, instance: Instance, hosts: number): Promise<Run> {
  testbed.tokenProxy.faults.clear();
  testbed.tokenProxy.setLatency(async () => {});
  const visitors = await addVisitors(testbed.simulator, instance, hosts);
  const history = createHistory(
    visitors.map(({ user }) => user),
    testbed.tokenProxy.tokenLog.calls,
  );

  async function requestOnce(
    from: Instance,
    visitor: Visitor,
    signal?: AbortSignal,
  ): Promise<ClientResponse> {
    const response = await requestLivestream(from, visitor, signal);
    history.responses.push(response);
    return response;
  }

  return {
    testbed,
    visitors,
    history,
    request: requestOnce,
    visitor(index) {
      const found = visitors[index];
      if (found === undefined) throw new RangeError(`there is no host ${index}`);
      return found;
    },
    async expire(owner) {
      for (const { user } of owner) testbed.simulator.expireAccessTokens(user);
      await testbed.inspector.expire(owner.map(({ user }) => user));
    },
    async requestUntilDefinite(from, visitor) {
      const since = performance.now();
      for (let requested = 1; ; requested += 1) {
        const last = await requestOnce(from, visitor);
        const tookMs = last.receivedAt - since;
        if (isDefinite(last) || tookMs > REQUEST_TIMEOUT_MS) return { last, tookMs, requested };
        await delay(AUTHORIZATION_INTERVAL_MS);
      }
    },
    async duringDisruption(work, recoveryMs) {
      const error = { from: performance.now(), to: Number.POSITIVE_INFINITY };
      history.disruptions.push(error);
      const result = await work();
      error.to = performance.now() + recoveryMs;
      return result;
    },
    reconnect: (from, visitor) => signIn(testbed.simulator, from, visitor),
  };
}

export interface Findings {
  outcomes: Map<string, Outcome>;
  counts: Record<Outcome, number>;
  staleReplays: number;
}

const AT_ONCE = 10;

/**
 * The end of a scenario, when nothing is wrong any more: every host asks once more, what is stored is held against what Zoom
 * takes, and whoever is said to be well has to be so after another expiry, too.
 */
export async function evaluateRun(run: Run, instance: Instance, stuckAfterMs: number): Promise<Findings> {
  const { testbed, visitors, history } = run;
  await eachOf(visitors, AT_ONCE, (visitor) => run.requestUntilDefinite(instance, visitor));
  const held = await testbed.inspector.storedTokens(history.users, testbed.tokenProxy.tokenLog);
  const outcomes = evaluate(history, held, { stuckAfterMs });
  const stale = staleReplays(history.calls());
  const well = visitors.filter(({ user }) => outcomes.get(user) === 'well');
  await run.expire(well);
  await eachOf(well, AT_ONCE, async (visitor) => {
    const { last } = await run.requestUntilDefinite(instance, visitor);
    if (last.status !== 200) outcomes.set(visitor.user, 'lost');
  });
  return { outcomes, counts: tally(outcomes), staleReplays: stale };
}
