import type { DataKey } from '../crypto/data-key.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { type Configuration, entityTag, isConfigured } from './configuration.ts';

/** Source of a livestream: just fetched from Zoom, cached, or cached from a webhook. */
export type Source = 'zoom' | 'cache' | 'webhook';

/** The Livestream of the API schema, without the stream key. */
export interface LivestreamView {
  meeting_id: string;
  /** The user's saved destination with this URL and key. */
  destination_id: string | null;
  stream_url: string;
  /** Last four characters of a key of twelve or more, else empty. */
  stream_key_hint: string;
  stream_key_fingerprint: string;
  page_url: string;
  resolution: string | null;
  configured: boolean;
  source: Source;
  /** Time of the call to Zoom, ISO 8601. */
  fetched_at: string;
  /** Zoom is unavailable, and this is the last cached value. */
  stale: boolean;
}

export interface Livestream {
  view: LivestreamView;
  etag: string;
  configuration: Configuration;
}

const MIN_LENGTH_FOR_HINT = 12;

export interface Origin {
  source: Source;
  fetchedAt: Date;
  stale?: boolean;
  destinationId: string | null;
}

/**
 * Finds the user's saved destination with the URL and key of a configuration; null if no
 * destination has them.
 */
export type FindDestination = (user: DataOwner, configuration: Configuration) => Promise<string | null>;

/** Records that an update set a livestream to this saved destination. Never rejects. */
export type RecordDestinationUse = (userId: string, destinationId: string) => Promise<void>;

/** A configuration as the API returns it. */
export function presentLivestream(
  dataKey: DataKey,
  meeting: MeetingRef,
  configuration: Configuration,
  { source, fetchedAt, stale = false, destinationId }: Origin,
): Livestream {
  const { streamUrl, streamKey, pageUrl, resolution } = configuration;
  return {
    configuration,
    etag: entityTag(dataKey, meeting, configuration),
    view: {
      meeting_id: meeting.id,
      destination_id: destinationId,
      stream_url: streamUrl,
      ...presentKey(dataKey, streamKey),
      page_url: pageUrl,
      resolution,
      configured: isConfigured(configuration),
      source,
      fetched_at: fetchedAt.toISOString(),
      stale,
    },
  };
}

/** Hint and fingerprint of a stream key: enough to distinguish the user's own keys. */
export function presentKey(dataKey: DataKey, streamKey: string) {
  return {
    stream_key_hint: streamKey.length >= MIN_LENGTH_FOR_HINT ? streamKey.slice(-4) : '',
    stream_key_fingerprint: streamKey === '' ? '' : dataKey.fingerprint(streamKey),
  };
}
