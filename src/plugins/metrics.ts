import type { Server } from 'node:http';
import fp from 'fastify-plugin';
import type { Metrics } from '../metrics.ts';
import { startMetricsServer } from '../metrics-server.ts';

export interface MetricsOptions {
  metrics: Metrics;
  host: string;
  /** 0: no listener. */
  port: number;
}

/** Serves the metrics beside the app, from the moment it listens. */
export const metricsPlugin = fp<MetricsOptions>(
  async (app, { metrics, host, port }) => {
    let server: Server | undefined;
    app.addHook('onListen', async () => {
      if (port === 0) return;
      try {
        server = await startMetricsServer({ host, port, metrics });
      } catch (err) {
        // Hosts are served all the same.
        app.log.error({ err }, `METRICS_PORT ${port} can't be listened on: there are no metrics`);
      }
    });
    app.addHook('onClose', async () => {
      server?.close();
      server?.closeAllConnections();
    });
  },
  { name: 'metrics' },
);
