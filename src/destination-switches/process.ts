import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/client.ts';
import { createLivenessMonitor, waitUntilDead } from '../database/liveness.ts';
import { isProblem } from '../problem.ts';
import { meetingRefOf, type Publish } from '../user-events/publish.ts';
import type { Advance, RecordChange } from './steps.ts';
import {
  readStale,
  recordSwitch,
  releaseSwitch,
  renewSwitch,
  requeueSwitch,
  reviveSwitch,
  type StaleSwitch,
  takeSwitch,
} from './switch-store.ts';
import type { Switch } from './types.ts';

export interface ProcessSwitchOptions {
  database: Database;
  advance: Advance;
  publish: Publish;
  instanceId: string;
}

export interface ProcessSwitch {
  /**
   * The job of a switch: executes its steps until it has ended, or has to wait for longer. If
   * `signal` aborts, another instance continues.
   */
  process(id: string, signal: AbortSignal): Promise<void>;
  /** Adds jobs for switches whose owner died, or whose job is lost. */
  resume(): Promise<void>;
}

const RENEW_EVERY_MS = 5_000;
/**
 * A longer wait continues in a new job, so that no worker is occupied. The job starts earlier than
 * the wait ends, because graphile-worker checks for due jobs every two seconds only.
 */
const MAX_WAIT_IN_JOB_SECONDS = 3;
const POLL_SECONDS = 2;
/** A job must end within two minutes, and one request can take half a minute. */
const MAX_JOB_MS = 60_000;

export function createProcessSwitch(options: ProcessSwitchOptions): ProcessSwitch {
  const { database, advance, publish, instanceId } = options;
  const { sql } = database;
  const msUntilPresumedDead = createLivenessMonitor(database.prisma, instanceId);
  /** Switches that this process is working on. */
  const active = new Set<string>();

  const record: RecordChange = async (current, change) => {
    const next = await recordSwitch(sql, current, instanceId, change);
    if (next === undefined) return undefined;
    const event = { event: 'livestream' as const, data: meetingRefOf(next.meeting) };
    // The pages read the switch again with the next event.
    await publish(next.userId, event).catch(() => undefined);
    return next;
  };

  /** @returns seconds after which a new job has to continue; undefined if nothing is left to do */
  async function run(taken: Switch, signal: AbortSignal): Promise<number | undefined> {
    const endAt = performance.now() + MAX_JOB_MS;
    let current = taken;
    for (;;) {
      const advanced = await advance(current, record);
      if (advanced === undefined || advanced.next.status !== 'running') return undefined;
      const { next, waitSeconds } = advanced;
      current = next.step === 'waiting' ? { ...next, waitSeconds: 0 } : next;
      if (waitSeconds > MAX_WAIT_IN_JOB_SECONDS) return waitSeconds - POLL_SECONDS;
      if (waitSeconds > 0) await delay(waitSeconds * 1000, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || performance.now() > endAt) return 0;
    }
  }

  async function hasNoOwner({ id, owner, isExpired }: StaleSwitch): Promise<boolean> {
    if (isExpired || owner === null) return true;
    if (owner === instanceId) return !active.has(id);
    return waitUntilDead(msUntilPresumedDead, owner);
  }

  return {
    async process(id, signal) {
      const taken = await takeSwitch(sql, id, instanceId);
      if (taken === undefined) return;
      active.add(id);
      const renewal = setInterval(() => {
        renewSwitch(sql, id, instanceId).catch(() => undefined);
      }, RENEW_EVERY_MS);
      try {
        const continueAfter = await run(taken, signal);
        if (continueAfter === undefined) await releaseSwitch(sql, id, instanceId);
        else await requeueSwitch(sql, id, instanceId, continueAfter);
      } catch (error) {
        await releaseSwitch(sql, id, instanceId);
        // The user was erased in the meantime.
        if (!isProblem(error, 'not_signed_in')) throw error;
      } finally {
        clearInterval(renewal);
        active.delete(id);
      }
    },

    async resume() {
      for (const stale of await readStale(sql)) if (await hasNoOwner(stale)) await reviveSwitch(sql, stale);
    },
  };
}
