import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/client.ts';
import type { Destinations } from '../destinations/destinations.ts';
import type { Installations } from '../installations/installations.ts';
import { matches } from '../livestreams/if-match.ts';
import type { ReadLiveStatuses } from '../livestreams/live-status.ts';
import type { ReadLivestream } from '../livestreams/read.ts';
import { invalidPageRejection, missingProblem } from '../livestreams/update.ts';
import { Problem } from '../problem.ts';
import { meetingRefOf, type Publish } from '../user-events/publish.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import {
  cancelSwitch,
  deleteCancelled,
  deleteEnded,
  insertSwitch,
  readSwitch,
  restartSwitch,
} from './switch-store.ts';
import type { Switch } from './types.ts';
import { presentSwitch, type SwitchView } from './view.ts';

export interface SwitchRequest {
  destinationId: string;
  /** Value of the If-Match header, compared with Zoom's current configuration. */
  ifMatch: string | undefined;
}

/** Switches of livestreams to another saved destination, which run in the background. */
export interface DestinationSwitches {
  /**
   * Begins a switch. Before anything is stopped, it checks that Zoom responds and would accept the
   * settings. A livestream that is not live is only updated.
   * @throws Problem `switch_in_progress` · any problem of an update, in the same order
   */
  create(userId: string, meeting: MeetingRef, request: SwitchRequest): Promise<SwitchView>;
  /** The latest switch; undefined if there is none. @throws Problem `meeting_not_found` */
  read(userId: string, meeting: MeetingRef): Promise<SwitchView | undefined>;
  /** Continues a failed switch with the step that failed. @throws Problem `not_found` */
  retry(userId: string, meeting: MeetingRef): Promise<SwitchView>;
  /**
   * Gives up a switch: cancels one that is running, and deletes one that has ended. When it
   * resolves, the switch sends no other request to Zoom.
   */
  giveUp(userId: string, meeting: MeetingRef): Promise<void>;
  /** @throws Problem `switch_in_progress` if one is running */
  requireNone(userId: string, meeting: MeetingRef): Promise<void>;
}

export interface DestinationSwitchesOptions {
  database: Database;
  installations: Installations;
  destinations: Pick<Destinations, 'configurationNamed'>;
  livestreams: Pick<ReadLivestream, 'read' | 'readFromZoom'>;
  liveStatuses: ReadLiveStatuses;
  publish: Publish;
}

/** How long to wait for the request that a cancelled switch has in progress. */
const MAX_CANCEL_MS = 12_000;
const CANCEL_POLL_MS = 50;

export function createDestinationSwitches(options: DestinationSwitchesOptions): DestinationSwitches {
  const { database, installations, destinations, livestreams, liveStatuses, publish } = options;
  const { sql } = database;

  async function publishChange(userId: string, meeting: MeetingRef): Promise<void> {
    await publish(userId, { event: 'livestream', data: meetingRefOf(meeting) }).catch(() => undefined);
  }

  /** True or false as last reported; null if no report was received. */
  async function isLive(userId: string, meeting: MeetingRef): Promise<boolean | null> {
    const found = (await liveStatuses(userId, meeting.kind, [meeting.id])).get(meeting.id);
    return found === undefined ? null : found.status === 'live';
  }

  /** @throws Problem if the settings of the destination can't be applied to Zoom's current ones */
  async function requireApplicable(userId: string, meeting: MeetingRef, request: SwitchRequest) {
    const changes = await destinations.configurationNamed(userId, request.destinationId);
    const { view, etag, configuration } = await livestreams.readFromZoom(userId, meeting);
    const rejection =
      missingProblem({ ...configuration, ...changes }) ?? invalidPageRejection(configuration, changes);
    if (rejection !== undefined) throw rejection;
    if (request.ifMatch === undefined) throw new Problem('precondition_required');
    if (!matches(request.ifMatch, etag))
      throw new Problem('precondition_failed', { extension: { livestream: view }, headers: { etag } });
  }

  async function requireNone(userId: string, meeting: MeetingRef): Promise<void> {
    const latest = await readSwitch(sql, { userId, meeting });
    if (latest?.status === 'running') throw new Problem('switch_in_progress');
  }

  /** The stored switch, which is running now. */
  async function begun(userId: string, meeting: MeetingRef, stored: Promise<Switch | undefined>) {
    const current = await stored;
    if (current === undefined) {
      // The installation was deleted, or another request was first.
      await installations.getConnected(userId);
      throw new Problem('switch_in_progress');
    }
    await publishChange(userId, meeting);
    return presentSwitch(current);
  }

  return {
    async create(userId, meeting, request) {
      await requireApplicable(userId, meeting, request);
      await requireNone(userId, meeting);
      const wasLive = await isLive(userId, meeting);
      const step = wasLive === false ? 'updating' : 'stopping';
      const { destinationId } = request;
      const stored = insertSwitch(sql, { userId, meeting }, { destinationId, step, wasLive });
      return begun(userId, meeting, stored);
    },

    async read(userId, meeting) {
      const current = await readSwitch(sql, { userId, meeting });
      if (current !== undefined) return presentSwitch(current);
      // If the meeting is not the user's, this read fails with that error.
      await livestreams.read(userId, meeting);
      return undefined;
    },

    async retry(userId, meeting) {
      await installations.getConnected(userId);
      const failed = await readSwitch(sql, { userId, meeting });
      if (failed?.status === 'running') throw new Problem('switch_in_progress');
      if (failed?.status !== 'failed') {
        await livestreams.read(userId, meeting);
        throw new Problem('not_found', { reason: 'no_switch_to_retry', detail: NOTHING_TO_RETRY });
      }
      const from = retryFrom(failed, await isLive(userId, meeting));
      return begun(userId, meeting, restartSwitch(sql, { userId, meeting }, failed.id, from));
    },

    async giveUp(userId, meeting) {
      const key = { userId, meeting };
      const wasRunning = await cancelSwitch(sql, key);
      const giveUpAt = performance.now() + MAX_CANCEL_MS;
      while (!(await deleteCancelled(sql, key)) && performance.now() < giveUpAt) await delay(CANCEL_POLL_MS);
      const wasDeleted = await deleteEnded(sql, key);
      if (wasRunning || wasDeleted) await publishChange(userId, meeting);
    },

    requireNone,
  };
}

const NOTHING_TO_RETRY = 'No switch of this livestream has failed.';

/** The step with which a failed switch continues. */
function retryFrom(failed: Switch, isLive: boolean | null): Pick<Switch, 'step' | 'wasLive' | 'settings'> {
  const { step, settings, wasLive } = failed;
  // It is live, with the previous settings or because the user started it.
  if (failed.restarted || step === 'stopping' || (isLive === true && step === 'starting'))
    return { step: 'stopping', wasLive: isLive ?? wasLive, settings: 'pending' };
  // The user wants it started, also if it is unknown whether it was live.
  if (step === 'starting')
    return { step: settings === 'kept' ? 'updating' : 'starting', wasLive: true, settings };
  return { step: 'updating', wasLive, settings: 'pending' };
}
