import { Counter, Histogram, type Registry } from 'prom-client';

export interface HttpMetrics {
  /** Starts the series of a route at 0. */
  addRoute(method: string, route: string): void;
  /**
   * Counts a response by method, route pattern and status.
   * @param ms time to the end of the response. Undefined for one that ends only when the client
   * disconnects.
   */
  responded(response: { method: string; route: string; status: number; ms: number | undefined }): void;
}

/** From a cached read to the longest that Zoom may delay a response (seconds). */
const BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const INITIAL_CLASSES = ['2xx', '4xx', '5xx'];

interface Series {
  count: Counter.Internal;
  duration: Histogram.Internal<'method' | 'route' | 'status'>;
}

export function createHttpMetrics(registry: Registry): HttpMetrics {
  const labelNames = ['method', 'route', 'status'] as const;
  const registers = [registry];
  const responses = new Counter({
    name: 'uplink_http_answers_total',
    help: 'HTTP responses',
    labelNames,
    registers,
  });
  const durations = new Histogram({
    name: 'uplink_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its response, by class of the status. Without event streams',
    labelNames,
    buckets: BUCKETS,
    registers,
  });
  /** Found by one key, because looking a series up by its labels sorts and joins them. */
  const series = new Map<string, Series>();

  function seriesOf(method: string, route: string, status: number): Series {
    const key = `${status} ${method} ${route}`;
    const existing = series.get(key);
    if (existing !== undefined) return existing;
    const created = {
      count: responses.labels({ method, route, status: String(status) }),
      duration: durations.labels({ method, route, status: classOf(status) }),
    };
    series.set(key, created);
    return created;
  }

  return {
    addRoute(method, route) {
      for (const status of INITIAL_CLASSES) durations.zero({ method, route, status });
    },
    responded({ method, route, status, ms }) {
      const { count, duration } = seriesOf(method, route, status);
      count.inc();
      if (ms !== undefined) duration.observe(ms / 1_000);
    },
  };
}

function classOf(status: number): string {
  return `${Math.floor(status / 100)}xx`;
}
