import { setTimeout as delay } from 'node:timers/promises';
import type { CountedZoom } from '../counted-zoom.ts';
import type { Cluster } from './cluster.ts';
import type { Period } from './measurements.ts';
import type { MixedLoad } from './mixed-load.ts';

export interface DisturbanceOptions {
  cluster: Cluster;
  zoom: CountedZoom;
  load: MixedLoad;
  /** Zoom's latency without a disturbance. */
  zoomMs: number;
  /** Zoom's latency in the last third of its brown-out. */
  slowMs: number;
  brownOutSeconds: number;
  /** A disturbance ends when no request has failed for this long (milliseconds). */
  calmMs: number;
}

/** A disturbance, with the time from the end of its cause to the last failure in seconds. */
export interface Disturbed extends Period {
  recovery: number;
}

export interface Disturbances {
  /** Restarts the instances, serially. @returns the longest time to an exit, in seconds */
  rollingRestart(): Promise<Disturbed & { exit: number }>;
  failover(): Promise<Disturbed>;
  /** Zoom fails, then rejects for its rate limit, then is slow. */
  brownOut(): Promise<Disturbed>;
}

const CALM_WITHIN_MS = 120_000;

export function createDisturbances(options: DisturbanceOptions): Disturbances {
  const { cluster, zoom, load, zoomMs, slowMs, brownOutSeconds, calmMs } = options;

  async function disturb(name: string, cause: () => Promise<void>): Promise<Disturbed> {
    const from = Date.now();
    await cause();
    const causeEndedAt = Date.now();
    const to = await load.calm({ forMs: calmMs, withinMs: CALM_WITHIN_MS });
    return { name, from, to, recovery: Math.max(0, to - causeEndedAt) / 1_000 };
  }

  return {
    async rollingRestart() {
      const exits: number[] = [];
      const disturbed = await disturb('rolling restart', async () => {
        for (const index of cluster.ports.keys()) {
          exits.push(await cluster.restart(index));
          await load.calm({ forMs: calmMs, withinMs: CALM_WITHIN_MS });
        }
      });
      return { ...disturbed, exit: Math.max(...exits) };
    },
    failover: () => disturb('failover', cluster.failOver),
    brownOut: () =>
      disturb('brown-out of Zoom', async () => {
        for (const by of ['unavailable', 'rate-limited', { slowMs }] as const) {
          await zoom.disturb(by);
          await delay((brownOutSeconds / 3) * 1_000);
        }
        await zoom.delayResponses(zoomMs);
      }),
  };
}
