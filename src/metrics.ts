import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type DatabaseSources, registerDatabaseGauges } from './metrics/database-gauges.ts';
import { createHttpMetrics, type HttpMetrics } from './metrics/http-metrics.ts';
import { createJobMetrics, type JobRan } from './metrics/job-metrics.ts';
import { LABELS, type Label } from './metrics/labels.ts';
import { type ProcessSources, registerProcessGauges } from './metrics/process-gauges.ts';
import { createZoomMetrics, type ZoomMetrics } from './metrics/zoom-metrics.ts';

/** Where to read values from at each scrape. */
export type MetricSources = ProcessSources & DatabaseSources;

export interface Metrics {
  http: HttpMetrics;
  zoom: ZoomMetrics;
  jobRan: JobRan;
  /** Counts token refreshes by the outcomes of `zoom/oauth.ts`. */
  tokenRefresh(outcome: Label<'tokenOutcome'>): void;
  /** Counts connections that now require re-authorization. */
  reconnectRequired(): void;
  /** Counts webhook events by the result of their receipt. */
  eventReceived(event: string, result: 'taken' | Label<'rejectedEvent'>): void;
  /** Counts webhook events by the result of their processing. */
  eventWorked(event: string, result: string): void;
  /** Counts users by the result of the hourly refresh of idle tokens. */
  idleRefresh(result: Label<'idleResult'>): void;
  /** Adds the metrics whose values are read at each scrape. */
  observe(sources: MetricSources): void;
  /** All metrics in Prometheus text format. */
  text(): Promise<string>;
  contentType: string;
}

/** Creates the metrics for operators. No label contains an ID, an address or a user's data. */
export function createMetrics({ version }: { version: string }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'uplink_build_info',
    help: 'Version of Uplink and of Node.js. Always 1',
    labelNames: ['version', 'node'],
    registers: [registry],
  }).set({ version, node: process.version }, 1);
  const counter = <Name extends string>(name: string, help: string, labelNames: Name[]) =>
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
  const idle = counter(
    'uplink_idle_refreshes_total',
    'Users whose idle tokens were refreshed by the hourly job, by result',
    ['result'],
  );
  const http = createHttpMetrics();
  for (const outcome of LABELS.tokenOutcome) refreshes.inc({ outcome }, 0);
  for (const result of LABELS.rejectedEvent) received.inc({ event: 'unknown', result }, 0);
  for (const result of LABELS.idleResult) idle.inc({ result }, 0);
  return {
    http,
    zoom: createZoomMetrics(registry),
    jobRan: createJobMetrics(registry),
    idleRefresh: (result) => idle.inc({ result }),
    tokenRefresh: (outcome) => refreshes.inc({ outcome }),
    reconnectRequired: () => reconnects.inc(),
    eventReceived: (event, result) => received.inc({ event, result }),
    eventWorked: (event, result) => worked.inc({ event, result }),
    observe(sources) {
      registerProcessGauges(registry, sources);
      registerDatabaseGauges(registry, sources);
    },
    text: async () => `${await registry.metrics()}\n${http.text()}`,
    contentType: registry.contentType,
  };
}
