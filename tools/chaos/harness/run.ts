import { setTimeout as delay } from 'node:timers/promises';
import { evaluate, type Outcome, tally } from './evaluate.ts';
import { type ClientResponse, createHistory, type History, isDefinite, staleReplays } from './history.ts';
import type { Instance } from './instance.ts';
import type { Testbed } from './testbed.ts';
import { addVisitors, eachOf, requestLivestream, signIn, type Visitor } from './visitors.ts';

/** The result of a scenario. */
export interface Report {
  scenario: string;
  /** Counters, in print order. */
  counts: Record<string, string | number>;
  /** Violated guarantees; empty if the scenario passed. */
  violations: string[];
}

/** One run of a scenario on a testbed, with its own hosts and history. */
export interface Run {
  testbed: Testbed;
  visitors: Visitor[];
  history: History;
  visitor(index: number): Visitor;
  /** Ends the access tokens of these hosts, at Zoom and in the database. */
  expire(visitors: readonly Visitor[]): Promise<void>;
  /** Sends one request and records the response. */
  request(instance: Instance, visitor: Visitor, signal?: AbortSignal): Promise<ClientResponse>;
  /**
   * Repeats the request until the response is definite. Returns it, and the time since the first
   * request.
   */
  requestUntilDefinite(
    instance: Instance,
    visitor: Visitor,
  ): Promise<{ last: ClientResponse; tookMs: number; requested: number }>;
  /**
   * Runs `work` as a disruption: errors during it, and for `recoveryMs` after it, do not count as
   * stuck.
   */
  duringDisruption<T>(work: () => Promise<T>, recoveryMs: number): Promise<T>;
  reconnect(instance: Instance, visitor: Visitor): Promise<void>;
}

const RETRY_INTERVAL_MS = 100;
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
        await delay(RETRY_INTERVAL_MS);
      }
    },
    async duringDisruption(work, recoveryMs) {
      const disruption = { from: performance.now(), to: Number.POSITIVE_INFINITY };
      history.disruptions.push(disruption);
      const result = await work();
      disruption.to = performance.now() + recoveryMs;
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

const MAX_CONCURRENT = 10;

/**
 * Evaluates a scenario after all disruptions: every host sends another request, and the stored
 * tokens are compared with those that Zoom accepts. Connected hosts must also survive another token
 * expiry.
 */
export async function evaluateRun(run: Run, instance: Instance, stuckAfterMs: number): Promise<Findings> {
  const { testbed, visitors, history } = run;
  await eachOf(visitors, MAX_CONCURRENT, (visitor) => run.requestUntilDefinite(instance, visitor));
  const held = await testbed.inspector.storedTokens(history.users, testbed.tokenProxy.tokenLog);
  const outcomes = evaluate(history, held, { stuckAfterMs });
  const stale = staleReplays(history.calls());
  const connected = visitors.filter(({ user }) => outcomes.get(user) === 'connected');
  await run.expire(connected);
  await eachOf(connected, MAX_CONCURRENT, async (visitor) => {
    const { last } = await run.requestUntilDefinite(instance, visitor);
    if (last.status !== 200) outcomes.set(visitor.user, 'lost');
  });
  return { outcomes, counts: tally(outcomes), staleReplays: stale };
}
