import { isLoopback } from '../../postgres-url/loopback.ts';
import type { Check, Finding } from './check.ts';
import type { Probe } from './probe.ts';

export interface MetricsCheckOptions {
  probe: Probe;
  publicUrl: string;
  /** METRICS_PORT. */
  port: number;
}

/** Whether the metrics can be read at the host name of PUBLIC_URL, where browsers connect. */
export function metricsCheck(options: MetricsCheckOptions): Check {
  return { name: 'metrics', needs: ['PUBLIC_URL', 'METRICS_PORT'], run: () => reachability(options) };
}

async function reachability({ probe, publicUrl, port }: MetricsCheckOptions): Promise<Finding> {
  if (port === 0) return { status: 'ok', message: 'The metrics are turned off.' };
  const { hostname } = new URL(publicUrl);
  if (isLoopback(hostname.replace(/^\[|\]$/g, '')))
    return { status: 'ok', message: 'PUBLIC_URL is an address of this machine only.' };
  const result = await probe(`http://${hostname}:${port}/metrics`);
  if (result.outcome === 'error' || !result.text.includes('uplink_'))
    return { status: 'ok', message: `The metrics can’t be read at ${hostname}:${port}.` };
  return {
    status: 'warning',
    message: `The metrics can be read at ${hostname}:${port}, perhaps from the internet.`,
    fix: 'METRICS_HOST: listen on a private address, such as 127.0.0.1. Or block METRICS_PORT in the firewall.',
  };
}
