import { Gauge, type Registry } from 'prom-client';
import { LABELS, type Label } from './labels.ts';

/** The state of this process. */
export interface ProcessSources {
  databasePool(): { used: number; idle: number; waiting: number; max: number };
  pubsub(): { state: Label<'pubsubState'>; isTrusted: boolean };
  eventStreams(): number;
}

/** Gauges whose values are read at each scrape, from memory. */
export function registerProcessGauges(registry: Registry, sources: ProcessSources): void {
  const registers = [registry];
  new Gauge({
    name: 'uplink_database_pool_connections',
    help: 'Connections of the database pool of this process',
    labelNames: ['state'],
    registers,
    collect() {
      const { used, idle } = sources.databasePool();
      this.set({ state: 'used' }, used);
      this.set({ state: 'idle' }, idle);
    },
  });
  new Gauge({
    name: 'uplink_database_pool_waiting',
    help: 'Queries that wait for a connection of the pool',
    registers,
    collect() {
      this.set(sources.databasePool().waiting);
    },
  });
  new Gauge({
    name: 'uplink_database_pool_max',
    help: 'Maximum connections of the pool (DATABASE_POOL_MAX)',
    registers,
    collect() {
      this.set(sources.databasePool().max);
    },
  });
  new Gauge({
    name: 'uplink_pubsub_state',
    help: 'State of the connection that receives changes of other instances: 1 for the current state',
    labelNames: ['state'],
    registers,
    collect() {
      const current = sources.pubsub().state;
      for (const state of LABELS.pubsubState) this.set({ state }, state === current ? 1 : 0);
    },
  });
  new Gauge({
    name: 'uplink_pubsub_trusted',
    help: 'Whether memory caches are in use, because no change of another instance can have been missed',
    registers,
    collect() {
      this.set(sources.pubsub().isTrusted ? 1 : 0);
    },
  });
  new Gauge({
    name: 'uplink_event_streams',
    help: 'Open event streams of browsers',
    registers,
    collect() {
      this.set(sources.eventStreams());
    },
  });
}
