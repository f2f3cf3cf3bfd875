export interface HttpMetrics {
  /** Starts the series of a route at 0. */
  addRoute(method: string, route: string): void;
  /**
   * Counts a response by method, route pattern and status.
   * @param ms time to the end of the response. Undefined for one that ends only when the client
   * disconnects.
   */
  responded(response: { method: string; route: string; status: number; ms: number | undefined }): void;
  /** In Prometheus text format. */
  text(): string;
}

/** From a cached read to the longest that Zoom may delay a response (seconds). */
const BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const BUCKETS_MS = BUCKETS.map((seconds) => seconds * 1_000);
const INITIAL_CLASSES = [2, 4, 5];

/** The responses of one method and route. */
interface Series {
  method: string;
  route: string;
  /** Number of responses by status. */
  statuses: Map<number, number>;
  /** Durations by the first digit of the status. */
  classes: Map<number, Durations>;
}

interface Durations {
  /** Number of responses in each bucket, without those of smaller buckets; then the slower ones. */
  buckets: number[];
  sumMs: number;
}

/**
 * Counts responses in plain numbers and writes them in Prometheus text format at each scrape:
 * prom-client looks up the labels for each value, which took a tenth of the time of a cached read.
 */
export function createHttpMetrics(): HttpMetrics {
  const byRoute = new Map<string, Map<string, Series>>();

  function seriesOf(method: string, route: string): Series {
    let methods = byRoute.get(route);
    if (methods === undefined) {
      methods = new Map();
      byRoute.set(route, methods);
    }
    let series = methods.get(method);
    if (series === undefined) {
      series = { method, route, statuses: new Map(), classes: new Map() };
      methods.set(method, series);
    }
    return series;
  }

  return {
    addRoute(method, route) {
      for (const digit of INITIAL_CLASSES) durationsOf(seriesOf(method, route), digit);
    },
    responded({ method, route, status, ms }) {
      const series = seriesOf(method, route);
      series.statuses.set(status, (series.statuses.get(status) ?? 0) + 1);
      const durations = durationsOf(series, Math.floor(status / 100));
      if (ms === undefined) return;
      let bucket = 0;
      while (ms > (BUCKETS_MS[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
      durations.buckets[bucket] = (durations.buckets[bucket] ?? 0) + 1;
      durations.sumMs += ms;
    },
    text() {
      const all = [...byRoute.values()].flatMap((methods) => [...methods.values()]);
      return `${responsesText(all)}\n\n${durationsText(all)}\n`;
    },
  };
}

function durationsOf({ classes }: Series, digit: number): Durations {
  const existing = classes.get(digit);
  if (existing !== undefined) return existing;
  const durations = { buckets: new Array<number>(BUCKETS_MS.length + 1).fill(0), sumMs: 0 };
  classes.set(digit, durations);
  return durations;
}

function responsesText(all: Series[]): string {
  const name = 'uplink_http_answers_total';
  const lines = all.flatMap(({ method, route, statuses }) =>
    [...statuses].map(([status, count]) => `${name}{${labels(method, route, String(status))}} ${count}`),
  );
  return [`# HELP ${name} HTTP responses`, `# TYPE ${name} counter`, ...lines].join('\n');
}

const DURATIONS_HELP =
  'Time from the arrival of a request to the end of its response, by class of the status. Without event streams';

function durationsText(all: Series[]): string {
  const name = 'uplink_http_request_duration_seconds';
  const lines = all.flatMap(({ method, route, classes }) =>
    [...classes].flatMap(([digit, durations]) =>
      histogramLines(name, labels(method, route, `${digit}xx`), durations),
    ),
  );
  return [`# HELP ${name} ${DURATIONS_HELP}`, `# TYPE ${name} histogram`, ...lines].join('\n');
}

function histogramLines(name: string, common: string, { buckets, sumMs }: Durations): string[] {
  let count = 0;
  const lines = buckets.map((own, index) => {
    count += own;
    return `${name}_bucket{le="${BUCKETS[index] ?? '+Inf'}",${common}} ${count}`;
  });
  return [...lines, `${name}_sum{${common}} ${sumMs / 1_000}`, `${name}_count{${common}} ${count}`];
}

function labels(method: string, route: string, status: string): string {
  return `method="${method}",route="${escaped(route)}",status="${status}"`;
}

/** Escapes a label value. */
function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
