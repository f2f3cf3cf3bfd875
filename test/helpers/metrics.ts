import { type RunningApp, type StartAppOptions, startApp, type Test } from './app.ts';
import { freePort } from './free-port.ts';

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** An app whose metrics can be read. */
export interface MeasuredApp {
  uplink: RunningApp;
  /** Reads all samples. */
  scrape(): Promise<Sample[]>;
  /** The sum of the samples with this name and these labels; undefined if there is none. */
  value(name: string, labels?: Record<string, string>): Promise<number | undefined>;
}

export async function startMeasuredApp(t: Test, options: StartAppOptions = {}): Promise<MeasuredApp> {
  const port = await freePort();
  const uplink = await startApp(t, { ...options, env: { ...options.env, METRICS_PORT: String(port) } });
  const scrape = async () => parse(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  return {
    uplink,
    scrape,
    async value(name, labels = {}) {
      const found = (await scrape()).filter((sample) => isOf(sample, name, labels));
      return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
    },
  };
}

/** Whether a sample has this name, and at least these labels. */
export function isOf(sample: Sample, name: string, labels: Record<string, string>): boolean {
  return sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value);
}

/** Parses the samples of Prometheus' text format. */
function parse(text: string): Sample[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text]);
    return { name, labels: Object.fromEntries(pairs), value: Number(value) };
  });
}
