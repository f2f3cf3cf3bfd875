import { Gauge, type Registry } from 'prom-client';
import { cachedRead } from './cached-read.ts';
import { LABELS } from './labels.ts';

/** State of the jobs of all instances. */
export interface JobStatus {
  /** Unix time at which each periodic job last succeeded. */
  lastSuccess: { job: string; at: number }[];
  /** The queue, by task. */
  queue: {
    job: string;
    waiting: number;
    running: number;
    scheduled: number;
    /** Jobs that failed permanently. */
    failed: number;
    /** Seconds since the oldest waiting job was due. */
    oldestSeconds: number;
  }[];
  /**
   * Webhook events that are not processed a day after their receipt. All attempts have failed by
   * then.
   */
  failedEvents: number;
}

/** What is read from the database. It is the same on every instance. */
export interface DatabaseSources {
  jobs(): Promise<JobStatus>;
  /** Number of installations by status. */
  connections(): Promise<{ status: string; count: number }[]>;
}

/** Limits how long an unresponsive database delays the other metrics. */
const READ_WITHIN_MS = 1_000;
const JOBS_MAX_AGE_MS = 1_000;
/** Counting a million installations takes a tenth of a second. */
const CONNECTIONS_MAX_AGE_MS = 60_000;

interface GaugeOptions {
  name: string;
  help: string;
  labelNames?: string[];
}

/** Gauges whose values are read from the database. They are missing while it does not respond. */
export function registerDatabaseGauges(registry: Registry, sources: DatabaseSources): void {
  const timeoutMs = READ_WITHIN_MS;
  const jobs = cachedRead(sources.jobs, { maxAgeMs: JOBS_MAX_AGE_MS, timeoutMs });
  const connections = cachedRead(sources.connections, { maxAgeMs: CONNECTIONS_MAX_AGE_MS, timeoutMs });

  function gauge<Value>(
    read: () => Promise<Value | undefined>,
    options: GaugeOptions,
    show: (gauge: Gauge, value: Value) => void,
  ): void {
    new Gauge({
      ...options,
      registers: [registry],
      async collect() {
        const value = await read();
        this.reset();
        if (value !== undefined) show(this, value);
        // A gauge without labels is 0 after a reset.
        else if (options.labelNames === undefined) this.remove({});
      },
    });
  }

  new Gauge({
    name: 'uplink_database_up',
    help: 'Whether the database responded to the last scrape within a second',
    registers: [registry],
    async collect() {
      this.set((await jobs()) === undefined ? 0 : 1);
    },
  });
  gauge(
    jobs,
    {
      name: 'uplink_job_last_success_timestamp_seconds',
      help: 'Time at which a periodic job last succeeded on any instance',
      labelNames: ['job'],
    },
    (own, { lastSuccess }) => {
      for (const { job, at } of lastSuccess) own.set({ job }, at);
    },
  );
  registerQueueGauges(gauge, jobs);
  gauge(
    jobs,
    { name: 'uplink_events_failed', help: 'Webhook events that are not processed after a day' },
    (own, { failedEvents }) => own.set(failedEvents),
  );
  gauge(
    connections,
    { name: 'uplink_connections', help: 'Connected Zoom users, by status', labelNames: ['status'] },
    (own, counts) => {
      for (const status of LABELS.connectionStatus) own.set({ status }, 0);
      for (const { status, count } of counts) own.set({ status }, count);
    },
  );
}

type AddGauge = (
  read: () => Promise<JobStatus | undefined>,
  options: GaugeOptions,
  show: (gauge: Gauge, status: JobStatus) => void,
) => void;

function registerQueueGauges(gauge: AddGauge, read: () => Promise<JobStatus | undefined>): void {
  const rowsOf = ({ queue }: JobStatus) => [
    ...LABELS.job.filter((job) => !queue.some((row) => row.job === job)).map(emptyQueue),
    ...queue,
  ];
  gauge(
    read,
    { name: 'uplink_jobs', help: 'Jobs in the queue, by job and state', labelNames: ['job', 'state'] },
    (own, status) => {
      for (const row of rowsOf(status))
        for (const state of LABELS.jobState) own.set({ job: row.job, state }, row[state]);
    },
  );
  gauge(
    read,
    {
      name: 'uplink_jobs_oldest_waiting_seconds',
      help: 'How long the oldest waiting job has been due, by job',
      labelNames: ['job'],
    },
    (own, status) => {
      for (const { job, oldestSeconds } of rowsOf(status)) own.set({ job }, oldestSeconds);
    },
  );
  gauge(
    read,
    { name: 'uplink_jobs_failed', help: 'Jobs that failed permanently, by job', labelNames: ['job'] },
    (own, status) => {
      for (const { job, failed } of rowsOf(status)) own.set({ job }, failed);
    },
  );
}

function emptyQueue(job: string): JobStatus['queue'][number] {
  return { job, waiting: 0, running: 0, scheduled: 0, failed: 0, oldestSeconds: 0 };
}
