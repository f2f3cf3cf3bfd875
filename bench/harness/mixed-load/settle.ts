import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../../test/helpers/eventually.ts';
import { eachOf } from '../../../tools/chaos/harness/visitors.ts';
import type { EventStream } from './event-streams.ts';
import type { MeetingRecord } from './meeting-record.ts';
import type { OpenedLoad } from './open.ts';
import { epochMs } from './targets.ts';

const CONCURRENT = 16;

/**
 * Waits until no request has failed for `forMs` and one has succeeded.
 * @returns when the last failure was, epoch milliseconds; now if there was none
 */
export async function becomeCalm(
  { measurements }: OpenedLoad,
  { forMs, withinMs }: { forMs: number; withinMs: number },
): Promise<number> {
  const since = epochMs();
  const lastFailureAt = () => {
    const last = measurements.findLast(({ failure }) => failure !== undefined);
    return Math.max(since, last?.receivedAt ?? since);
  };
  const isCalm = () =>
    epochMs() - lastFailureAt() >= forMs && (measurements.at(-1)?.receivedAt ?? 0) > lastFailureAt();
  await eventually(isCalm, { withinMs, everyMs: 50 });
  return lastFailureAt();
}

/**
 * Stops the traffic and finds out what Zoom has where an update failed. Then updates a meeting of
 * each user, of which each of their streams must receive an event, and reads every meeting through
 * each instance.
 * @returns the number of streams that received nothing
 */
export async function settle(load: OpenedLoad, withinMs: number): Promise<number> {
  await load.traffic.stop();
  await reconcileAll(load, withinMs);
  const broken = await findBrokenStreams(load, withinMs);
  await readAll(load);
  return broken;
}

async function reconcileAll({ records, actions, wrong }: OpenedLoad, withinMs: number): Promise<void> {
  const inDoubt = records.filter(({ isSettled }) => !isSettled);
  await eachOf(inDoubt, CONCURRENT, async (record) => {
    await delay(Math.max(0, record.heldUntil - epochMs()));
    if (!(await eventually(() => actions.reconcile(record), { withinMs })))
      wrong.push(`meeting ${record.owned.meetingId} could not be read at the end`);
  });
}

async function findBrokenStreams(load: OpenedLoad, withinMs: number): Promise<number> {
  const { records, streams, measurements, wrong } = load;
  const ofUsers = new Map(records.map((record) => [record.owned.userId, record]));
  const before = new Map(streams.map((stream) => [stream, stream.ids.length]));
  await eachOf([...ofUsers.values()], CONCURRENT, async (record) => {
    // Uplink may still delay calls to Zoom because of the brown-out.
    const isUpdated = await eventually(() => updateOnce(load, record), { withinMs, everyMs: 200 });
    const { code = 'no response' } = measurements.findLast(({ failure }) => failure)?.failure ?? {};
    if (!isUpdated) wrong.push(`the last update of ${record.owned.meetingId} failed: ${code}`);
  });
  const isBroken = (stream: EventStream) => stream.ids.length === before.get(stream);
  await eventually(() => !streams.some(isBroken), { withinMs });
  return streams.filter(isBroken).length;
}

/** Updates a meeting, after finding out the result of an earlier update. @returns whether it succeeded */
async function updateOnce({ actions }: OpenedLoad, record: MeetingRecord): Promise<boolean> {
  await delay(Math.max(0, record.heldUntil - epochMs()));
  if (!record.isSettled && !(await actions.reconcile(record))) return false;
  const { version } = record;
  await actions.update(record);
  return record.version !== version;
}

async function readAll({ records, actions, targets, wrong }: OpenedLoad): Promise<void> {
  await eachOf(records, CONCURRENT, async (record) => {
    for (const target of targets.all) {
      const version = await actions.readFrom(record, target);
      if (version !== record.version)
        wrong.push(
          `at the end, instance ${target.index} has version ${version} of ${record.owned.meetingId}, not ${record.version}`,
        );
    }
  });
}
