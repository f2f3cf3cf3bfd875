import type { missingFields } from '../livestreams/configuration.ts';

/** What each check can find, in codes: what a client says in a language of its own is chosen by them. */
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

/** What can be unusual about a page address. */
export const PAGE_ERRORS = ['unopenable', 'no_page', 'private', 'ingest', 'same_server', 'http'] as const;
export type PageError = (typeof PAGE_ERRORS)[number];

/** Why something could not be had: the `code` of a problem. */
interface RejectedCode {
  problem?: string;
}

/** A meeting or webinar that streams to the same key, named as the rest of the API names it. */
export interface NamedMeeting {
  kind: 'meetings' | 'webinars';
  meeting_id: string;
  /** Empty where it was never listed. */
  topic: string;
  /** ISO 8601; null where none is known. */
  start_time: string | null;
}

/** The particulars that a check's sentence names, times as ISO 8601; which are there depends on the reason. */
export interface CheckFacts {
  /** Until when the connection lives at least, and when all is over. */
  connection: RejectedCode & { until: string; ends_at?: string };
  /** Scopes that are not granted. */
  scopes: { missing?: string[] };
  /** When Zoom was asked. */
  custom_streaming: RejectedCode & { fetched_at?: string };
  licence: object;
  encryption: RejectedCode;
  configuration: RejectedCode & {
    missing?: ReturnType<typeof missingFields>;
    fetched_at?: string;
    /** Zoom could not be asked; this is the last copy known. */
    stale?: boolean;
  };
  page_address: RejectedCode & { faults?: PageError[] };
  /** The first few of them, and how many there are. */
  same_key: RejectedCode & { meetings?: NamedMeeting[]; total?: number };
  /** When it was; `problem` is left out where the reason is no longer known. */
  last_start: RejectedCode & { at?: string };
  series: object;
}
