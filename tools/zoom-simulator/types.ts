/**
 * The state of the simulated Zoom: accounts, users, meetings and webinars. It may be changed
 * at any time.
 */

export type Plan = 'free' | 'pro' | 'business';
export type Kind = 'meetings' | 'webinars';

/**
 * A livestream configuration, in the field names of Zoom's `GET /meetings/{meetingId}/livestream`.
 */
export interface LivestreamConfiguration {
  stream_url: string;
  stream_key: string;
  page_url: string;
  resolution?: string;
}

export interface Account {
  id: string;
  /** Determines the rate limits if they are on. */
  plan: Plan;
}

export interface User {
  id: string;
  accountId: string;
  firstName: string;
  lastName: string;
  displayName: string;
  email: string;
  /**
   * 1 Basic, 2 Licensed, 4 unassigned, 99 none. Livestream calls need 2; 4 and 99 cannot host at
   * all.
   */
  type: 1 | 2 | 4 | 99;
  timezone: string;
  /** Personal meeting id, decimal. */
  pmi: string;
  createdAt: string;
  features: {
    /** "Allow livestreaming of meetings" */
    allowLivestreaming: boolean;
    /** "Custom Live Streaming Service" for meetings */
    customLivestream: boolean;
    webinarPlan: boolean;
    /** The custom service for webinars. */
    webinarCustomLivestream: boolean;
  };
}

export interface Occurrence {
  occurrence_id: string;
  start_time: string;
  duration: number;
  status: 'available' | 'deleted';
}

/** A meeting or a webinar. */
export interface Meeting {
  kind: Kind;
  /** Decimal, up to 2^63 - 1; never a JavaScript number. */
  id: string;
  /** Of the current or next session: each one has its own. */
  uuid: string;
  /** When the current session started; undefined if it is not in progress. */
  startedAt?: string;
  hostId: string;
  topic: string;
  agenda: string;
  /** Meetings 1, 2, 3, 4, 8, 10; webinars 5, 6, 9. */
  type: number;
  /** ISO date-time in UTC; undefined for a recurring meeting without a fixed time */
  startTime?: string;
  /** Minutes. */
  duration: number;
  timezone: string;
  createdAt: string;
  password: string;
  live: boolean;
  endToEndEncrypted: boolean;
  occurrences: Occurrence[];
  /** The stored configuration; undefined if nothing is configured. */
  livestream?: LivestreamConfiguration;
  /** The running livestream. */
  streaming?: { since: string; settings: Record<string, unknown> };
  /** Time of the last accepted start, milliseconds. */
  lastStartAt?: number;
  /** Updates return 204 and are ignored, regardless of the host's features. */
  dropsUpdates: boolean;
}
