/**
 * What the simulated Zoom knows: accounts, users, meetings and webinars. All of it may be changed
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
  /** decides the rate limits while they are on */
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
   * 1 Basic, 2 Licensed, 4 unassigned, 99 none. Livestream calls need 2; 4 and 99 may not host at
   * all.
   */
  type: 1 | 2 | 4 | 99;
  timezone: string;
  /** personal meeting id, decimal */
  pmi: string;
  createdAt: string;
  features: {
    /** "Allow livestreaming of meetings" */
    allowLivestreaming: boolean;
    /** "Custom Live Streaming Service" for meetings */
    customLivestream: boolean;
    webinarPlan: boolean;
    /** the custom service for webinars */
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
  /** decimal, up to 2^63 - 1; never a JavaScript number */
  id: string;
  uuid: string;
  hostId: string;
  topic: string;
  agenda: string;
  /** meetings 1, 2, 3, 4, 8, 10; webinars 5, 6, 9 */
  type: number;
  /** ISO date-time in UTC; absent for a recurring meeting without a fixed time */
  startTime?: string;
  /** minutes */
  duration: number;
  timezone: string;
  createdAt: string;
  password: string;
  live: boolean;
  endToEndEncrypted: boolean;
  occurrences: Occurrence[];
  /** what was configured; absent when it never was */
  livestream?: LivestreamConfiguration;
  /** the running livestream */
  streaming?: { since: string; settings: Record<string, unknown> };
  /** the last start that was accepted, milliseconds */
  lastStartAt?: number;
  /** updates return 204 and are ignored, for any features of the host */
  dropsUpdates: boolean;
}
