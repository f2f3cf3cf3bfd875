import type { Configuration } from '../livestreams/configuration.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { type KeyConflict, type KeyUse, keyConflicts } from './key-conflicts.ts';
import { nameOf } from './key-reuse.ts';
import type { MeetingTimes } from './meeting-times.ts';
import { type PasteWarning, WARNING_CODES, warningsOf } from './paste/warnings.ts';

export const LIVESTREAM_WARNING_CODES = [
  'same_key_overlaps',
  'same_key',
  'end_to_end_encrypted',
  ...WARNING_CODES,
] as const;

/** Something that the host should check before saving a livestream. Its message holds no key. */
export interface LivestreamWarning {
  code: (typeof LIVESTREAM_WARNING_CODES)[number];
  /** A sentence for the host. */
  message: string;
}

/** What a meeting's livestream would be. */
export interface PlannedLivestream {
  meeting: MeetingRef;
  /** As far as it is known: without the current settings, only what changes. */
  wanted: Partial<Configuration>;
  times: MeetingTimes;
  /** Null if it is not known. */
  isEndToEndEncrypted: boolean | null;
}

/**
 * The warnings about planned livestreams, for one meeting and for a bulk update alike.
 * @param planned livestreams to be saved together; they count among each other
 * @param current the keys that the user's meetings have now; those of planned ones are ignored
 * @returns warnings in the order of `planned`, the most serious first
 */
export function livestreamWarnings(
  planned: readonly PlannedLivestream[],
  current: readonly KeyUse[],
): LivestreamWarning[][] {
  const names = new Set(planned.map(({ meeting }) => nameOf(meeting)));
  const conflicts = keyConflicts([
    ...planned.map(({ meeting, wanted, times }) => ({ meeting, times, streamKey: wanted.streamKey ?? '' })),
    ...current.filter(({ meeting }) => !names.has(nameOf(meeting))),
  ]);
  return planned.map(({ meeting, wanted, isEndToEndEncrypted }) => [
    ...keyWarning(conflicts.get(nameOf(meeting))),
    ...(isEndToEndEncrypted === true ? [ENCRYPTED] : []),
    ...fieldWarnings(wanted).map(({ code, message }) => ({ code, message })),
  ]);
}

/** The warnings about the fields themselves. */
export function fieldWarnings({
  streamUrl = '',
  streamKey = '',
  pageUrl = '',
}: Partial<Configuration>): PasteWarning[] {
  return warningsOf({ streamUrl, streamKey, pageUrl });
}

const ENCRYPTED: LivestreamWarning = {
  code: 'end_to_end_encrypted',
  message:
    'This meeting is end-to-end encrypted and cannot go live. Choose enhanced encryption in its settings in Zoom.',
};

function keyWarning(conflict: KeyConflict | undefined): LivestreamWarning[] {
  if (conflict === undefined) return [];
  const others = namesOf(conflict);
  if (conflict.overlaps)
    return [
      {
        code: 'same_key_overlaps',
        message: `${others} at the same time with the same stream key. Only one of them would stay live. Use another key.`,
      },
    ];
  return [
    {
      code: 'same_key',
      message: `${others} with the same stream key. If both are live at the same time, only one of them stays live.`,
    },
  ];
}

/** "“Town hall” and 2 more stream": the beginning of a sentence. */
function namesOf({ example, count }: KeyConflict): string {
  const { topic } = example.times;
  const { kind, id } = example.meeting;
  const name = topic === '' ? `The ${kind} ${id}` : `“${topic}”`;
  return count === 1 ? `${name} streams` : `${name} and ${count - 1} more stream`;
}
