import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** State of the jobs of all instances. */
export interface JobStatus {
  /** Unix time at which each periodic job last succeeded. */
  lastSuccess: { job: string; at: number }[];
  /** Jobs that failed permanently, by task. */
  failed: { job: string; count: number }[];
  /**
   * Webhook events that are not processed a day after their receipt. All attempts have failed by
   * then.
   */
  failedEvents: number;
}

export interface Metrics {
  /** Counts token refreshes by the outcomes of `zoom/oauth.ts`. */
  tokenRefresh(outcome: string): void;
  /** Counts connections that now require re-authorization. */
  reconnectRequired(): void;
  /** Counts webhook events by the result of their receipt. */
  eventReceived(event: string, result: string): void;
  /** Counts webhook events by the result of their processing. */
  eventWorked(event: string, result: string): void;
  /** Counts users by the result of the hourly refresh of idle tokens. */
  idleRefresh(result: string): void;
  /** Sets how to read the state of jobs for each scrape. It is the same on every instance. */
  observeJobs(read: () => Promise<JobStatus>): void;
  /** Counts responses by method, route pattern and status. */
  responded(method: string, route: string, status: number): void;
  /** All metrics in Prometheus text format. */
  text(): Promise<string>;
  contentType: string;
}

/** Creates the metrics for operators. No label contains an ID, an address or a user's data. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });

  const refreshes = counter('uplink_token_refreshes_total', 'Refresh tokens presented to Zoom, by outcome', [
    'outcome',
  ]);
  const reconnects = counter(
    'uplink_reconnects_required_total',
    'Connections that require re-authorization by their user',
    [],
  );
  const received = counter('uplink_events_received_total', 'Webhook events received, by result', [
    'event',
    'result',
  ]);
  const worked = counter('uplink_events_worked_total', 'Webhook events processed, by result', [
    'event',
    'result',
  ]);
  const responses = counter('uplink_http_answers_total', 'HTTP responses', ['method', 'route', 'status']);
  const idle = counter(
    'uplink_idle_refreshes_total',
    'Users whose idle tokens were refreshed by the hourly job, by result',
    ['result'],
  );
  return {
    idleRefresh: (result) => idle.inc({ result }),
    observeJobs: (read) => registerJobGauges(registry, read),
    tokenRefresh: (outcome) => refreshes.inc({ outcome }),
    reconnectRequired: () => reconnects.inc(),
    eventReceived: (event, result) => received.inc({ event, result }),
    eventWorked: (event, result) => worked.inc({ event, result }),
    responded: (method, route, status) => responses.inc({ method, route, status }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Limits how long an unresponsive database delays the other metrics. */
const READ_WITHIN_MS = 1_000;

function registerJobGauges(registry: Registry, read: () => Promise<JobStatus>): void {
  let current: Promise<JobStatus | undefined> | undefined;
  /** One read for all gauges of a scrape. Undefined if it fails or takes too long. */
  const status = () => {
    current ??= within(read(), READ_WITHIN_MS).finally(() => {
      current = undefined;
    });
    return current;
  };
  const gauge = <Label extends string>(
    definition: { name: string; help: string; labelNames?: Label[] },
    show: (gauge: Gauge<Label>, status: JobStatus) => void,
  ) =>
    new Gauge<Label>({
      ...definition,
      registers: [registry],
      async collect() {
        const known = await status();
        if (known === undefined) return;
        this.reset();
        show(this, known);
      },
    });
  gauge(
    {
      name: 'uplink_job_last_success_timestamp_seconds',
      help: 'Time at which a periodic job last succeeded on any instance',
      labelNames: ['job'],
    },
    (own, { lastSuccess }) => {
      for (const { job, at } of lastSuccess) own.set({ job }, at);
    },
  );
  gauge(
    { name: 'uplink_jobs_failed', help: 'Jobs that failed permanently, by job', labelNames: ['job'] },
    (own, { failed }) => {
      for (const { job, count } of failed) own.set({ job }, count);
    },
  );
  gauge(
    { name: 'uplink_events_failed', help: 'Webhook events that are not processed after a day' },
    (own, { failedEvents }) => own.set(failedEvents),
  );
}

async function within<Value>(work: Promise<Value>, ms: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work.catch(() => undefined), late]).finally(() => clearTimeout(timer));
}
