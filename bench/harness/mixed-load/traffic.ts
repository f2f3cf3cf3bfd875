import type { Host } from '../installations.ts';
import type { Actions } from './actions.ts';
import type { Kind } from './measurements.ts';
import type { MeetingRecord } from './meeting-record.ts';

/** A host whose meetings are read and changed. */
export interface LoadUser extends Pick<Host, 'userId' | 'meetings'> {
  headers: Record<string, string>;
}

/** How many of a thousand requests are of each kind. */
const SHARES: Record<Kind, number> = {
  read: 550,
  'read from Zoom': 100,
  list: 140,
  update: 100,
  webhook: 105,
  'sign-in': 5,
};
/** An outage makes requests wait. More of them would measure the generator. */
const MAX_IN_PROGRESS = 2_000;
const TICK_MS = 5;
/** How many meetings are tried for an update. */
const MAX_PICKS = 10;

export interface Traffic {
  /** Sends requests at this rate, regardless of responses, until it is stopped. */
  begin(perSecond: number): void;
  /** Stops, and waits for the responses. */
  stop(): Promise<void>;
  /**
   * Sends the next request after each response, this many at a time.
   * @returns responses per second
   */
  saturate(concurrency: number, seconds: number): Promise<number>;
}

/** Chooses the kind and the meeting of each request. The same seed chooses the same ones. */
export function createTraffic(actions: Actions, records: readonly MeetingRecord[], seed: number): Traffic {
  const random = createRandom(seed);
  const inProgress = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  function pick(): MeetingRecord {
    const record = records[random() % records.length];
    if (record === undefined) throw new Error('There is no meeting.');
    return record;
  }

  function act(): Promise<void> {
    const kind = kindOf(random() % 1_000);
    const record = pick();
    if (kind !== 'update') return actions[kind](record);
    // A meeting has one writer, which waits for its own response.
    const settled = [record, ...Array.from({ length: MAX_PICKS }, pick)].find(({ isSettled }) => isSettled);
    return settled === undefined ? actions.read(record) : actions.update(settled);
  }

  function start(): void {
    if (inProgress.size >= MAX_IN_PROGRESS) return;
    const acting = act().finally(() => inProgress.delete(acting));
    inProgress.add(acting);
  }

  return {
    begin(perSecond) {
      const startedAt = performance.now();
      let started = 0;
      timer = setInterval(() => {
        const due = ((performance.now() - startedAt) / 1_000) * perSecond;
        for (; started < due; started += 1) start();
      }, TICK_MS);
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(inProgress);
    },
    async saturate(concurrency, seconds) {
      const startedAt = performance.now();
      const endAt = startedAt + seconds * 1_000;
      let responses = 0;
      const sendSerially = async () => {
        while (performance.now() < endAt) {
          await act();
          responses += 1;
        }
      };
      await Promise.all(Array.from({ length: concurrency }, sendSerially));
      return (responses * 1_000) / (performance.now() - startedAt);
    },
  };
}

function kindOf(draw: number): Kind {
  let left = draw;
  for (const [kind, share] of Object.entries(SHARES) as [Kind, number][]) {
    left -= share;
    if (left < 0) return kind;
  }
  return 'read';
}

/** Park–Miller generator. The seed must be from 1 to 2,147,483,646. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
}
