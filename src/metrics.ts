import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** What an operator watches of jobs, whichever instance ran them. */
export interface JobStatus {
  /** Seconds since 1970 at which each periodic job last succeeded. */
  lastSuccess: { job: string; at: number }[];
  /** Jobs whose every attempt failed, by task. */
  failed: { job: string; count: number }[];
  /** Event notifications that are not processed a day after they came: by then every attempt has failed. */
  failedEvents: number;
}

export interface Metrics {
  /** How refreshes ended, by the outcomes of `zoom/oauth.ts`. */
  tokenRefresh(outcome: string): void;
  /** How long ago each installation was refreshed matters less than whether one was lost. */
  reconnectRequired(): void;
  /** Notifications of Zoom's, by what became of them when they came. */
  eventReceived(event: string, result: string): void;
  /** Notifications, by what became of them when they were worked on. */
  eventWorked(event: string, result: string): void;
  /** How the hourly refresh of idle tokens ended for each user. */
  idleRefresh(result: string): void;
  /** Where the state of jobs is read when the metrics are: it is the same on every instance. */
  observeJobs(read: () => Promise<JobStatus>): void;
  /** Requests answered, by route pattern and status. */
  responded(method: string, route: string, status: number): void;
  /** The text format of Prometheus. */
  text(): Promise<string>;
  contentType: string;
}

/** What an operator watches. No label ever holds an id, an address or a value of a user's. */
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
    'Connections that have ended and need their user',
    [],
  );
  const received = counter('uplink_events_received_total', 'Event notifications that came', [
    'event',
    'result',
  ]);
  const worked = counter('uplink_events_worked_total', 'Event notifications worked on', ['event', 'result']);
  const responses = counter('uplink_http_answers_total', 'Requests answered', ['method', 'route', 'status']);
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

/** A database that does not respond must not keep the other metrics (milliseconds). */
const READ_WITHIN_MS = 1_000;

function registerJobGauges(registry: Registry, read: () => Promise<JobStatus>): void {
  let current: Promise<JobStatus | undefined> | undefined;
  /** One read for all gauges of a scrape; undefined if it fails or takes too long. */
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
      help: 'When a periodic job last succeeded, on any instance',
      labelNames: ['job'],
    },
    (own, { lastSuccess }) => {
      for (const { job, at } of lastSuccess) own.set({ job }, at);
    },
  );
  gauge(
    { name: 'uplink_jobs_failed', help: 'Jobs whose every attempt failed, by job', labelNames: ['job'] },
    (own, { failed }) => {
      for (const { job, count } of failed) own.set({ job }, count);
    },
  );
  gauge(
    { name: 'uplink_events_failed', help: 'Event notifications that are not processed after a day' },
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
