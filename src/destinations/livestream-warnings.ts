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

/** A warning to check before saving a livestream. Its message never contains a key. */
export interface LivestreamWarning {
  code: (typeof LIVESTREAM_WARNING_CODES)[number];
  /** For the host. */
  message: string;
}

/** A livestream as it would be after the changes. */
export interface PlannedLivestream {
  meeting: MeetingRef;
  /** Only the changes if the current settings are unknown. */
  wanted: Partial<Configuration>;
  times: MeetingTimes;
  /** Null if unknown. */
  isEndToEndEncrypted: boolean | null;
}

/**
 * Warnings about planned livestreams, for single meetings and bulk updates.
 * @param planned livestreams that are saved together; their keys can also conflict with each other
 * @param current keys of the user's meetings now; those of `planned` meetings are ignored
 * @returns for each of `planned` its warnings, most serious first
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

/** Warnings about the values of the fields. */
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
    'End-to-end encrypted meetings can’t be livestreamed. Choose enhanced encryption in the meeting’s settings in Zoom.',
};

function keyWarning(conflict: KeyConflict | undefined): LivestreamWarning[] {
  if (conflict === undefined) return [];
  const others = subjectOf(conflict);
  if (conflict.overlaps)
    return [
      {
        code: 'same_key_overlaps',
        message: `${others} the same stream key at the same time. Only one stream can stay live: use another key.`,
      },
    ];
  return [
    {
      code: 'same_key',
      message: `${others} the same stream key. If both are live at the same time, only one stays live.`,
    },
  ];
}

/** Subject and verb of a sentence: "“Town hall” and 2 more use". */
function subjectOf({ example, count }: KeyConflict): string {
  const { topic } = example.times;
  const { kind, id } = example.meeting;
  const name = topic === '' ? `The ${kind} ${id}` : `“${topic}”`;
  return count === 1 ? `${name} uses` : `${name} and ${count - 1} more use`;
}
