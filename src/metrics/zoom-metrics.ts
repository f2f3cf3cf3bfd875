import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { LABELS, type Label } from './labels.ts';

export interface ZoomMetrics {
  /** Records one attempt to call Zoom. */
  attempted(operation: Label<'zoomOperation'>, outcome: Label<'zoomOutcome'>, ms: number): void;
  retried(operation: Label<'zoomOperation'>): void;
  /** Records how long a call waited for a permit of the rate limiter, and whether it got one. */
  waited(wait: {
    label: Label<'rateLabel'>;
    priority: Label<'priority'>;
    granted: boolean;
    ms: number;
  }): void;
  circuitChanged(upstream: Label<'upstream'>, state: Label<'circuitState'>): void;
}

const CALL_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** An interactive call waits at most five seconds. */
const WAIT_BUCKETS = [0.001, 0.05, 0.25, 1, 5, 30];

export function createZoomMetrics(registry: Registry): ZoomMetrics {
  const registers = [registry];
  const calls = new Histogram({
    name: 'uplink_zoom_request_duration_seconds',
    help: 'Duration of each attempt to call Zoom, by operation and outcome',
    labelNames: ['operation', 'outcome'],
    buckets: CALL_BUCKETS,
    registers,
  });
  const retries = new Counter({
    name: 'uplink_zoom_retries_total',
    help: 'Reads from Zoom that were tried again, by operation',
    labelNames: ['operation'],
    registers,
  });
  const waits = new Histogram({
    name: 'uplink_zoom_rate_limit_wait_seconds',
    help: 'Time that calls waited for a permit of the rate limiter',
    labelNames: ['label', 'priority'],
    buckets: WAIT_BUCKETS,
    registers,
  });
  const rejections = new Counter({
    name: 'uplink_zoom_rate_limit_rejections_total',
    help: 'Calls that were not sent, because the rate limiter had no permit for them in time',
    labelNames: ['label', 'priority'],
    registers,
  });
  const circuit = new Gauge({
    name: 'uplink_zoom_circuit_state',
    help: 'State of the circuit breaker of this process: 1 for the current state',
    labelNames: ['upstream', 'state'],
    registers,
  });
  const openings = new Counter({
    name: 'uplink_zoom_circuit_openings_total',
    help: 'How often the circuit breaker of this process has opened',
    labelNames: ['upstream'],
    registers,
  });

  function setCircuit(upstream: string, current: string): void {
    for (const state of LABELS.circuitState) circuit.set({ upstream, state }, state === current ? 1 : 0);
  }

  for (const operation of LABELS.zoomOperation) {
    retries.inc({ operation }, 0);
    for (const outcome of LABELS.zoomOutcome) calls.zero({ operation, outcome });
  }
  for (const label of LABELS.rateLabel)
    for (const priority of LABELS.priority) {
      waits.zero({ label, priority });
      rejections.inc({ label, priority }, 0);
    }
  for (const upstream of LABELS.upstream) {
    openings.inc({ upstream }, 0);
    setCircuit(upstream, 'closed');
  }

  return {
    attempted: (operation, outcome, ms) => calls.observe({ operation, outcome }, ms / 1_000),
    retried: (operation) => retries.inc({ operation }),
    waited({ label, priority, granted, ms }) {
      if (granted) waits.observe({ label, priority }, ms / 1_000);
      else rejections.inc({ label, priority });
    },
    circuitChanged(upstream, state) {
      if (state === 'open') openings.inc({ upstream });
      setCircuit(upstream, state);
    },
  };
}
