import type { Figure } from '../benchmark.ts';
import type { ComparedState } from './compare-state.ts';
import type { Disturbed } from './disturbances.ts';
import type { Summary } from './measurements.ts';

export interface Outcome extends ComparedState {
  /** Responses per second, and the share of it that was sent. */
  limit: number;
  share: number;
  brokenStreams: number;
  restart: Disturbed & { exit: number };
  failover: Disturbed;
  brownOut: Disturbed;
}

/** At most so many examples of each violation are reported. */
const EXAMPLES = 20;

/** Must not occur, at any speed and any size. */
function violationsOf({ report, ...outcome }: Outcome): [name: string, count: number][] {
  return [
    ['acknowledged updates lost', outcome.lostUpdates.length],
    ['wrong responses', report.wrong.length],
    ['event streams broken', outcome.brokenStreams],
    ['stored events that a stream did not receive', report.lostEvents],
    ['events repeated or out of order', report.repeatedEvents],
    ['reports that events may be missing', report.gaps],
    ['accepted webhooks lost', outcome.lostWebhooks],
    ['accepted webhooks that wait for another attempt', outcome.waitingWebhooks.length],
    ['users disconnected', outcome.disconnected],
  ];
}

/** One line for each violation, with examples. */
export function describeViolations(outcome: Outcome): string[] {
  const examples = [outcome.lostUpdates, outcome.report.wrong, outcome.waitingWebhooks].flatMap((lines) =>
    lines.slice(0, EXAMPLES),
  );
  const counts = violationsOf(outcome).filter(([, count]) => count > 0);
  return [...counts.map(([name, count]) => `${count} ${name}`), ...examples];
}

export function figuresOf(outcome: Outcome): Figure[] {
  const { report, limit, share, restart, failover, brownOut } = outcome;
  const { summaries } = report;
  const calm = (summary: Summary) => summary.period === undefined;
  const during = (name: string) => (summary: Summary) => summary.period === name;
  return [
    info('rate of the ramp', 'req/s', limit),
    info('rate sent', 'req/s', limit * share),
    info(
      'requests',
      '',
      total(summaries, ({ requests }) => requests),
    ),
    info('updates acknowledged', '', acknowledged(summaries)),
    ...violationsOf(outcome).map(([name, count]) => none(name, count)),
    none('requests failed without a disturbance', failures(summaries.filter(calm))),
    none('requests failed during the rolling restart', failures(summaries.filter(during(restart.name)))),
    info('requests failed during the failover', '', failures(summaries.filter(during(failover.name)))),
    info('requests failed during the brown-out', '', failures(summaries.filter(during(brownOut.name)))),
    none(
      'requests without a response',
      failures(summaries, (name) => name.startsWith('no response')),
    ),
    { ...info('stop of an instance, slowest', 's', restart.exit), target: { max: 25 } },
    info('last failure after the failover', 's', failover.recovery),
    info('last failure after the brown-out', 's', brownOut.recovery),
    ...failuresByCode(summaries),
    ...summaries.filter(calm).flatMap((summary) => latencies(summary, summaries)),
  ];
}

function info(name: string, unit: string, value: number): Figure {
  return { name, unit, reference: '–', compare: 'alone', uplink: [value], baseline: [] };
}

function none(name: string, count: number): Figure {
  return { ...info(name, '', count), target: { max: 0 } };
}

/** How many requests failed for each reason. */
function failuresByCode(summaries: readonly Summary[]): Figure[] {
  const counts = new Map<string, number>();
  for (const { period = 'no disturbance', failures } of summaries)
    for (const [reason, count] of Object.entries(failures)) {
      const name = `${period}: ${reason}`;
      counts.set(name, (counts.get(name) ?? 0) + count);
    }
  return [...counts].map(([name, count]) => info(name, '', count));
}

/** Without a disturbance, and in the column of the reference during the slowest one. */
function latencies(summary: Summary, summaries: Summary[]): Figure[] {
  const disturbed = summaries.filter(({ kind, period }) => kind === summary.kind && period !== undefined);
  const figure = (name: 'p50' | 'p99'): Figure => ({
    ...info(`${summary.kind}: ${name}`, 'ms', summary[name]),
    reference: 'the worst disturbance',
    baseline: disturbed
      .map((each) => each[name])
      .filter(Number.isFinite)
      .sort((a, b) => b - a)
      .slice(0, 1),
  });
  // A short run may have no request of a rare kind.
  return Number.isFinite(summary.p50) ? [figure('p50'), figure('p99')] : [];
}

function total(summaries: readonly Summary[], of: (summary: Summary) => number): number {
  return summaries.reduce((sum, summary) => sum + of(summary), 0);
}

function failures(summaries: readonly Summary[], isCounted: (name: string) => boolean = () => true): number {
  return total(summaries, (summary) =>
    Object.entries(summary.failures).reduce((sum, [name, count]) => sum + (isCounted(name) ? count : 0), 0),
  );
}

function acknowledged(summaries: readonly Summary[]): number {
  const updates = summaries.filter(({ kind }) => kind === 'update');
  return total(updates, ({ requests }) => requests) - failures(updates);
}
