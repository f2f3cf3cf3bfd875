/**
 * The process behind `mixed-load.ts`: sends the traffic through a load balancer, keeps event streams
 * open, and judges each response.
 */
import { serveJobs } from '../worker.ts';
import { type Period, type Summary, summarize } from './measurements.ts';
import { type MixedLoadOptions, type OpenedLoad, openLoad } from './open.ts';
import { becomeCalm, settle } from './settle.ts';

export type MixedLoadJob =
  | ({ do: 'open' } & MixedLoadOptions)
  | { do: 'saturate'; concurrency: number; seconds: number }
  | { do: 'begin'; perSecond: number }
  | { do: 'calm'; forMs: number; withinMs: number }
  | { do: 'settle'; withinMs: number }
  | { do: 'report'; periods: Period[]; storedEvents: Record<string, number[]> };

/** The response to every job. A job fills its own members. */
export interface MixedLoadResult {
  /** Of `saturate`. */
  perSecond?: number;
  /** Of `calm`: when the last failure was, epoch milliseconds. */
  lastFailureAt?: number;
  /** Of `settle`. */
  brokenStreams?: number;
  report?: MixedLoadReport;
}

export interface MixedLoadReport {
  summaries: Summary[];
  /** Descriptions of responses that cannot be right. */
  wrong: string[];
  /** The version that each meeting must have in Zoom. */
  versions: Record<string, number>;
  /** Hexadecimal keyed hashes of the accepted webhooks. */
  acceptedWebhooks: string[];
  streams: number;
  /** How often a stream was rejected, or an instance reported that events may be missing. */
  rejections: number;
  gaps: number;
  /** Stored events that a stream did not receive, over all streams. */
  lostEvents: number;
  /** Events that a stream received twice or after a later one. */
  repeatedEvents: number;
}

let opened: OpenedLoad | undefined;

serveJobs<MixedLoadJob, MixedLoadResult>(async (job) => {
  if (job.do === 'open') opened = await openLoad(job);
  if (opened === undefined) throw new Error('The load was not opened.');
  if (job.do === 'saturate')
    return { perSecond: await opened.traffic.saturate(job.concurrency, job.seconds) };
  if (job.do === 'begin') {
    opened.measurements.length = 0;
    opened.traffic.begin(job.perSecond);
  }
  if (job.do === 'calm') return { lastFailureAt: await becomeCalm(opened, job) };
  if (job.do === 'settle') return { brokenStreams: await settle(opened, job.withinMs) };
  if (job.do === 'report') return { report: reportOf(opened, job) };
  return {};
});

function reportOf(
  { measurements, wrong, records, acceptedWebhooks, streams }: OpenedLoad,
  { periods, storedEvents }: { periods: Period[]; storedEvents: Record<string, number[]> },
): MixedLoadReport {
  const report = { rejections: 0, gaps: 0, lostEvents: 0, repeatedEvents: 0 };
  for (const { userId, ids, rejections, gaps } of streams) {
    const received = new Set(ids);
    report.rejections += rejections;
    report.gaps += gaps;
    report.lostEvents += (storedEvents[userId] ?? []).filter((id) => !received.has(id)).length;
    report.repeatedEvents += ids.filter((id, index) => id <= (ids[index - 1] ?? 0)).length;
  }
  return {
    ...report,
    summaries: summarize(measurements, periods),
    wrong,
    versions: Object.fromEntries(records.map(({ owned, version }) => [owned.meetingId, version])),
    acceptedWebhooks: [...acceptedWebhooks],
    streams: streams.length,
  };
}
