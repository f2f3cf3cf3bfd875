/** The process behind `counted-zoom.ts`: the simulator, and a proxy that records each refresh. */
import { randomUUID } from 'node:crypto';
import { createCleanup } from '../../tools/chaos/harness/cleanup.ts';
import { between } from '../../tools/chaos/harness/token-faults.ts';
import { startTokenProxy, type TokenProxy } from '../../tools/chaos/harness/token-proxy.ts';
import {
  type FaultRequest,
  type LivestreamConfiguration,
  type Simulator,
  startSimulator,
} from '../../tools/zoom-simulator/simulator.ts';
import type { Host } from './installations.ts';
import { marketplace, PUBLIC_URL } from './uplink.ts';
import { serveJobs } from './worker.ts';
import { tokensOf } from './zoom.ts';

export type ZoomJob =
  | { do: 'open'; refreshMs: number }
  | { do: 'add'; hosts: number; meetingsEach: number }
  | { do: 'expire'; user: string }
  | { do: 'delay'; ms: number }
  | { do: 'limit'; lightPerSecond: number }
  | { do: 'configure'; livestreams: Livestreams }
  | { do: 'disturb'; by: ZoomDisturbance }
  | { do: 'livestreams' }
  | { do: 'count' }
  | { do: 'calls' };

/** Settings by meeting ID. */
export type Livestreams = Record<string, LivestreamConfiguration>;

/** What happens to every API call until the next job that sets their delay. */
export type ZoomDisturbance = 'unavailable' | 'rate-limited' | { slowMs: number };

/** The response to every job. `hosts` are the added ones, `calls` and `livestreams` the reported ones. */
export interface ZoomResponse {
  oauthUrl: string;
  apiUrl: string;
  hosts: Host[];
  refreshes: number;
  apiCalls: number;
  calls: ApiCall[];
  livestreams: Livestreams;
}

/** A call that Zoom received. */
export interface ApiCall {
  /** Epoch milliseconds. */
  at: number;
  method: string;
  path: string;
  /** Omitted if Zoom has not responded, e.g. because the caller exited. */
  status?: number;
}

interface Zoom {
  simulator: Simulator;
  tokenProxy: TokenProxy;
  /** The number of refreshes already reported. */
  reported: number;
}

const REDIRECT_URI = `${PUBLIC_URL}/oauth/callback`;
let opened: Zoom | undefined;

serveJobs<ZoomJob, ZoomResponse>(async (job) => {
  if (job.do === 'open') opened = await open(job.refreshMs);
  if (opened === undefined) throw new Error('The simulator was not started.');
  const { simulator, tokenProxy } = opened;
  const empty = { hosts: [], refreshes: 0, apiCalls: 0, calls: [], livestreams: {} };
  const response = { oauthUrl: tokenProxy.url, apiUrl: simulator.apiUrl, ...empty };
  if (job.do === 'expire') simulator.expireAccessTokens(job.user);
  if (job.do === 'delay') delayResponses(simulator, job.ms);
  if (job.do === 'disturb') addEndlessFault(simulator, faultOf(job.by));
  if (job.do === 'configure') configure(simulator, job.livestreams);
  if (job.do === 'limit') simulator.state.settings.rateLimits = { light: { perSecond: job.lightPerSecond } };
  if (job.do === 'add') return { ...response, hosts: await addHosts(opened, job) };
  if (job.do === 'count') return { ...response, ...count(opened) };
  if (job.do === 'livestreams') return { ...response, livestreams: livestreamsOf(simulator) };
  if (job.do === 'calls') return { ...response, calls: reportCalls(simulator) };
  return response;
});

async function open(refreshMs: number): Promise<Zoom> {
  const simulator = await startSimulator({ ...marketplace, redirectUris: [REDIRECT_URI], seed: 'none' });
  // The cleanup is never run: the process is terminated instead.
  const tokenProxy = await startTokenProxy(createCleanup(), simulator.url);
  tokenProxy.setLatency(between(refreshMs, refreshMs));
  return { simulator, tokenProxy, reported: 0 };
}

async function addHosts(
  { simulator, tokenProxy }: Zoom,
  { hosts, meetingsEach }: { hosts: number; meetingsEach: number },
): Promise<Host[]> {
  const added: Host[] = [];
  for (let index = 0; index < hosts; index += 1) {
    const { id: userId } = simulator.addUser({
      id: `Bench${randomUUID().replaceAll('-', '').slice(0, 17)}`,
    });
    const meetings = Array.from({ length: meetingsEach }, () => addMeeting(simulator, userId));
    added.push({ userId, meetings, ...(await tokensOf(tokenProxy.url, REDIRECT_URI, userId)) });
  }
  simulator.clearRequests();
  return added;
}

function addMeeting(simulator: Simulator, hostId: string): string {
  const livestream = {
    stream_url: 'rtmp://ingest.bench.example/live',
    stream_key: 'not-a-real-key',
    page_url: 'https://www.bench.example/watch',
  };
  return simulator.addMeeting({ hostId, livestream }).id;
}

function delayResponses(simulator: Simulator, delayMs: number): void {
  if (delayMs > 0) addEndlessFault(simulator, { kind: 'delay', delayMs });
  else simulator.clearFaults();
}

/** Replaces the present fault. */
function addEndlessFault(simulator: Simulator, fault: FaultRequest): void {
  simulator.clearFaults();
  simulator.addFault({ ...fault, path: /^\/v2\//, times: Number.POSITIVE_INFINITY });
}

function faultOf(disturbance: ZoomDisturbance): FaultRequest {
  if (disturbance === 'unavailable') return { kind: 'answer', status: 503 };
  if (disturbance === 'rate-limited')
    return { kind: 'rate-limit', retryAfter: 'seconds', retryAfterSeconds: 1 };
  return { kind: 'delay', delayMs: disturbance.slowMs };
}

function configure(simulator: Simulator, livestreams: Livestreams): void {
  for (const [id, livestream] of Object.entries(livestreams)) {
    const meeting = simulator.state.meetings.get(id);
    if (meeting !== undefined) meeting.livestream = livestream;
  }
}

function livestreamsOf(simulator: Simulator): Livestreams {
  const found: Livestreams = {};
  for (const { id, livestream } of simulator.state.meetings.values())
    if (livestream !== undefined) found[id] = livestream;
  return found;
}

/** The simulator records at least the last 10,000 requests: a phase must not send more. */
function count(zoom: Zoom) {
  const refreshes = zoom.tokenProxy.tokenLog.calls.length - zoom.reported;
  zoom.reported += refreshes;
  const apiCalls = zoom.simulator.requests({ path: /^\/v2\// }).length;
  zoom.simulator.clearRequests();
  return { refreshes, apiCalls };
}

function reportCalls(simulator: Simulator): ApiCall[] {
  const calls = simulator.requests({ path: /^\/v2\// }).map(({ at, method, path, status }) => ({
    at,
    method,
    path,
    ...(status === undefined ? {} : { status }),
  }));
  simulator.clearRequests();
  return calls;
}
