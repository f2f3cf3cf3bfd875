/** The shapes of `/api` that the screens read and send; names are the wire's own. */

export type Kind = 'meetings' | 'webinars';
export type ListType = 'upcoming' | 'live' | 'previous';

export type Me = {
  user: { id: string; display_name: string; email: string; timezone: string; plan_type: string };
  connection: {
    status: 'connected' | 'reconnect_required';
    scopes: string[];
    connected_at: string;
    reconnect_url: string;
  };
};

export type Livestream = {
  meeting_id: string;
  stream_url: string;
  stream_key_hint: string;
  stream_key_fingerprint: string;
  page_url: string;
  /** null where Zoom names none. */
  resolution: string | null;
  configured: boolean;
  source: 'zoom' | 'cache' | 'webhook';
  fetched_at: string;
  stale: boolean;
  stream_key?: string;
};

export type Meeting = {
  id: string;
  topic: string;
  type: number;
  start_time?: string | null;
  duration?: number | null;
  timezone?: string | null;
  recurring: boolean;
  livestream: Livestream | null;
  live: { status: 'live' | 'idle' | 'unknown'; since: string | null };
};

/** `stale` where Zoom could not be asked and this is the last list known, of `fetched_at`. */
export type MeetingsPage = {
  meetings: Meeting[];
  next_page_token?: string | null;
  fetched_at?: string;
  stale?: boolean;
};

export type LivestreamChanges = Partial<
  Record<'stream_url' | 'stream_key' | 'page_url' | 'resolution', string>
>;

/** RFC 9457, with this API's members. */
export type Problem = {
  type?: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  request_id?: string;
  zoom?: { status: number; code: number | null; message: string };
  retry_after?: number;
  reconnect_url?: string;
  errors?: { field: string; message: string }[];
  livestream?: Livestream;
};
