import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

export interface Metrics {
  /** How refreshes ended, by the outcomes of `zoom/oauth.ts`. */
  tokenRefresh(outcome: string): void;
  /** How long ago each installation was refreshed matters less than whether one was lost. */
  reconnectRequired(): void;
  /** Notifications of Zoom's, by what became of them when they came. */
  eventReceived(event: string, result: string): void;
  /** Notifications, by what became of them when they were worked on. */
  eventWorked(event: string, result: string): void;
  /** Requests answered, by route pattern and status. */
  answered(method: string, route: string, status: number): void;
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
  const answers = counter('uplink_http_answers_total', 'Requests answered', ['method', 'route', 'status']);
  return {
    tokenRefresh: (outcome) => refreshes.inc({ outcome }),
    reconnectRequired: () => reconnects.inc(),
    eventReceived: (event, result) => received.inc({ event, result }),
    eventWorked: (event, result) => worked.inc({ event, result }),
    answered: (method, route, status) => answers.inc({ method, route, status }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
