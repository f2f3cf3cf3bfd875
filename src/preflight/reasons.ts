import type { missingFields } from '../livestreams/configuration.ts';

/** Possible results of each check: clients with translations choose their message by them. */
export const REASONS = {
  connection: ['lasts', 'no_fixed_time', 'ends_earlier', 'unchecked'],
  scopes: ['granted', 'missing', 'not_told'],
  custom_streaming: ['on', 'livestreaming_off', 'custom_service_off', 'not_told', 'unchecked'],
  licence: ['licensed', 'basic', 'none', 'not_told'],
  encryption: ['not_end_to_end', 'end_to_end', 'not_told', 'unchecked'],
  configuration: ['complete', 'stale', 'incomplete', 'refused', 'unchecked'],
  page_address: ['public', 'unusual', 'none', 'unchecked'],
  same_key: ['unused', 'overlapping', 'not_overlapping', 'times_unknown', 'no_key', 'unchecked'],
  last_start: ['none', 'accepted', 'refused'],
  series: ['series', 'personal_room'],
} as const satisfies Record<string, readonly string[]>;

export type CheckName = keyof typeof REASONS;
export type Reason<Name extends CheckName> = (typeof REASONS)[Name][number];

/** What can be wrong with a watch page's URL. */
export const PAGE_ERRORS = ['unopenable', 'no_page', 'private', 'ingest', 'same_server', 'http'] as const;
export type PageError = (typeof PAGE_ERRORS)[number];

/** Why a value could not be fetched: the `code` of a problem. */
interface RejectedCode {
  problem?: string;
}

/** A meeting or webinar that uses the same stream key, with the API's member names. */
export interface NamedMeeting {
  kind: 'meetings' | 'webinars';
  meeting_id: string;
  /** Empty if it was never listed. */
  topic: string;
  /** ISO 8601; null if unknown. */
  start_time: string | null;
}

/** Values that a check's message names, times as ISO 8601. Which are set depends on the reason. */
export interface CheckFacts {
  /** When the connection ends at the earliest, and when the meeting ends. */
  connection: RejectedCode & { until: string; ends_at?: string };
  /** Scopes that were not granted. */
  scopes: { missing?: string[] };
  /** When the settings were fetched from Zoom. */
  custom_streaming: RejectedCode & { fetched_at?: string };
  licence: object;
  encryption: RejectedCode;
  configuration: RejectedCode & {
    missing?: ReturnType<typeof missingFields>;
    fetched_at?: string;
    /** Zoom was unreachable; these are the cached settings. */
    stale?: boolean;
  };
  page_address: RejectedCode & { faults?: PageError[] };
  /** The first few meetings, and their total number. */
  same_key: RejectedCode & { meetings?: NamedMeeting[]; total?: number };
  /** When the start was requested. `problem` is omitted if the stored code no longer exists. */
  last_start: RejectedCode & { at?: string };
  series: object;
}
