import { Histogram, type Registry } from 'prom-client';
import { LABELS, type Label } from './labels.ts';

/** Records one run of a job on this instance. */
export type JobRan = (job: Label<'job'>, outcome: Label<'jobOutcome'>, ms: number) => void;

/** A bulk edit runs for a minute at a time, an hourly job for longer. */
const BUCKETS = [0.01, 0.1, 0.5, 1, 5, 30, 60, 300];

export function createJobMetrics(registry: Registry): JobRan {
  const durations = new Histogram({
    name: 'uplink_job_duration_seconds',
    help: 'Duration of each run of a job on this instance, by job and outcome',
    labelNames: ['job', 'outcome'],
    buckets: BUCKETS,
    registers: [registry],
  });
  for (const job of LABELS.job) for (const outcome of LABELS.jobOutcome) durations.zero({ job, outcome });
  return (job, outcome, ms) => durations.observe({ job, outcome }, ms / 1_000);
}
