import { setTimeout as delay } from 'node:timers/promises';
import type { Installations } from '../installations/installations.ts';
import type { Configuration, ConfigurationChanges } from '../livestreams/configuration.ts';
import { show } from '../livestreams/history.ts';
import { connected, type ReadLivestream } from '../livestreams/read.ts';
import { missingRefusal } from '../livestreams/update.ts';
import { isProblem, Problem } from '../problem.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import type { ShownRow } from './bulk-updates.ts';
import { toRowProblem } from './row-problem.ts';
import type { Selected } from './select.ts';

/** The rows of a bulk update that is not made: what each livestream is now, and what it would be. */
export type Preview = (
  userId: string,
  kind: MeetingKind,
  meetings: Selected[],
  changes: ConfigurationChanges,
) => Promise<ShownRow[]>;

export interface PreviewOptions {
  installations: Installations;
  livestreams: ReadLivestream;
}

const AT_ONCE = 16;
/** Whoever looks waits for this; what could not be asked by then says so (milliseconds). */
const LONGEST_MS = 20_000;

export function createPreview({ installations, livestreams }: PreviewOptions): Preview {
  return async (userId, kind, meetings, changes) => {
    const { dataKey } = await connected(installations, userId);
    const inTime = new AbortController();
    const late = delay(LONGEST_MS, undefined, { signal: inTime.signal }).then(
      () => {
        throw NOT_ASKED;
      },
      () => undefined as never,
    );
    late.catch(() => undefined);
    const isLate = deadline(LONGEST_MS);
    const shown = (configuration: Configuration) => show(dataKey, configuration);

    async function row({ meetingId, topic }: Selected): Promise<ShownRow> {
      const about = { meeting_id: meetingId, topic };
      try {
        if (isLate()) throw NOT_ASKED;
        const reading = livestreams.read(userId, { kind, id: meetingId });
        const { configuration } = await Promise.race([reading, late]);
        const wanted = { ...configuration, ...changes };
        const missing = missingRefusal(wanted);
        const [before, after] = [shown(configuration), shown(wanted)];
        if (missing === undefined) return { ...about, status: 'pending', before, after, problem: null };
        return { ...about, status: 'failed', before, after: null, problem: toRowProblem(missing) };
      } catch (error) {
        if (!isProblem(error)) throw error;
        return { ...about, status: 'failed', before: null, after: null, problem: toRowProblem(error) };
      }
    }

    const rows: ShownRow[] = new Array(meetings.length);
    const left = meetings.entries();
    const runner = async () => {
      for (const [position, meeting] of left) rows[position] = await row(meeting);
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, meetings.length) }, runner));
    inTime.abort();
    return rows;
  };
}

const NOT_ASKED = new Problem('zoom_rate_limited', {
  reason: 'not_asked_in_time',
  detail: 'Zoom could not be asked about all of them in time. Apply it, or look at fewer at once.',
});

function deadline(ms: number): () => boolean {
  const at = performance.now() + ms;
  return () => performance.now() >= at;
}
