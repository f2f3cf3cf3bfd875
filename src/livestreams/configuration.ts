import type { DataKey } from '../crypto/data-key.ts';
import type { ZoomLivestream } from '../zoom/livestreams.ts';
import type { MeetingRef } from '../zoom/meeting.ts';

/**
 * A meeting's livestream configuration in Zoom. Contains the stream key in plain text: never log
 * it.
 */
export type Configuration = ZoomLivestream;

/** A client's changes. Fields that are left out keep Zoom's value. */
export type ConfigurationChanges = Partial<Configuration>;

/** Zoom's names of the fields, for messages and problems. */
export const fieldNames = {
  streamUrl: 'stream_url',
  streamKey: 'stream_key',
  pageUrl: 'page_url',
  resolution: 'resolution',
} as const satisfies Record<keyof Configuration, string>;

export const fields = Object.keys(fieldNames) as (keyof Configuration)[];

/** Whether two configurations are equal in all fields. */
export function sameConfiguration(one: Configuration, other: Configuration): boolean {
  return fields.every((field) => one[field] === other[field]);
}

/** Whether Zoom has everything it needs to send the stream. */
export function isConfigured({ streamUrl, streamKey }: Configuration): boolean {
  return streamUrl !== '' && streamKey !== '';
}

/**
 * The strong entity tag of a configuration (RFC 9110 §8.8.3): equal if and only if all four fields
 * are equal, regardless of source and age. Keyed per user, because a short stream key could be
 * guessed from a plain hash.
 */
export function entityTag(dataKey: DataKey, meeting: MeetingRef, configuration: Configuration): string {
  const { streamUrl, streamKey, pageUrl, resolution } = configuration;
  return `"${dataKey.tag(JSON.stringify([meeting.kind, meeting.id, streamUrl, streamKey, pageUrl, resolution]))}"`;
}

/** The required fields that are missing. */
export function missingFields({ streamUrl, streamKey, pageUrl }: Configuration) {
  const required = { stream_url: streamUrl, stream_key: streamKey, page_url: pageUrl };
  return (Object.keys(required) as (keyof typeof required)[]).filter((name) => required[name] === '');
}
