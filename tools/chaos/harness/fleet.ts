import { type DatabaseProxy, startDatabaseProxy } from '../../../test/helpers/database-proxy.ts';
import type { Cleanup } from './cleanup.ts';
import { type Instance, startInstance } from './instance.ts';

export interface FleetOptions {
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  databaseUrl: string;
}

/** Holds one instance. When the instance is replaced, its database proxy remains. */
export interface Slot {
  instance: Instance;
  gate: DatabaseProxy;
}

export interface Fleet {
  readonly slots: readonly Slot[];
  slot(index: number): Slot;
  /** Returns the instances of the first `count` slots, and starts those that are missing. */
  grow(count: number): Promise<Instance[]>;
  /** Starts another instance in a slot whose instance has exited or is exiting. */
  replace(index: number, differently?: Partial<Pick<FleetOptions, 'command' | 'env'>>): Promise<Instance>;
  /** Closes all database connections of these slots, or of all, and rejects new ones. */
  cut(indexes?: readonly number[]): void;
  open(): void;
}

/** Creates a set of instances with one database, each with its own database proxy. */
export function createFleet(cleanup: Cleanup, { command, env, databaseUrl }: FleetOptions): Fleet {
  const slots: Slot[] = [];
  let started = 0;

  function start(gate: DatabaseProxy, differently: Partial<FleetOptions> = {}): Promise<Instance> {
    started += 1;
    return startInstance(cleanup, {
      name: `instance ${started}`,
      command: differently.command ?? command,
      env: { ...env, ...differently.env, DATABASE_URL: gate.url },
    });
  }

  async function newSlot(): Promise<Slot> {
    const gate = await startDatabaseProxy(cleanup, databaseUrl);
    return { gate, instance: await start(gate) };
  }

  function slot(index: number): Slot {
    const found = slots[index];
    if (found === undefined) throw new RangeError(`there is no slot ${index}`);
    return found;
  }

  return {
    slots,
    slot,
    async grow(count) {
      const missing = Array.from({ length: Math.max(0, count - slots.length) }, newSlot);
      slots.push(...(await Promise.all(missing)));
      return slots.slice(0, count).map(({ instance }) => instance);
    },
    async replace(index, differently) {
      const place = slot(index);
      place.instance = await start(place.gate, differently);
      return place.instance;
    },
    cut(indexes = [...slots.keys()]) {
      for (const index of indexes) slot(index).gate.cut();
    },
    open() {
      for (const { gate } of slots) gate.open();
    },
  };
}
