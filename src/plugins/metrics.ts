import type { Server } from 'node:http';
import fp from 'fastify-plugin';
import type { Metrics } from '../metrics.ts';
import { startMetricsServer } from '../metrics-server.ts';

export interface MetricsOptions {
  metrics: Metrics;
  host: string;
  /** 0 disables the listener. */
  port: number;
}

/** Serves the metrics on a separate port while the app listens. */
export const metricsPlugin = fp<MetricsOptions>(
  async (app, { metrics, host, port }) => {
    let server: Server | undefined;
    app.addHook('onListen', async () => {
      if (port === 0) return;
      try {
        server = await startMetricsServer({ host, port, metrics });
      } catch (err) {
        // The app works without metrics.
        app.log.error(
          { err, host, port },
          'cannot listen on METRICS_HOST and METRICS_PORT; metrics are disabled',
        );
      }
    });
    app.addHook('onClose', async () => {
      server?.close();
      server?.closeAllConnections();
    });
  },
  { name: 'metrics' },
);
