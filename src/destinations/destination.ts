import type { DataKey } from '../crypto/data-key.ts';
import type { Configuration, ConfigurationChanges } from '../livestreams/configuration.ts';
import { presentKey } from '../livestreams/view.ts';
import type { Service } from './paste/services.ts';

/** Content of a destination. The stream key is plain text: never log or cache it. */
export interface DestinationContent extends Configuration {
  name: string;
}

/** A saved destination, decrypted. */
export interface Destination extends DestinationContent {
  id: string;
  service: Service;
  createdAt: Date;
  /** When an update of a livestream last set its URL and key; null if never. */
  lastUsedAt: Date | null;
  /** Tags ({@link targetTag}) of its previous URLs and keys, newest first. */
  previousTargets: string[];
}

/** Input for a new destination. If `service` is omitted, it is detected from the stream URL. */
export interface NewDestination extends DestinationContent {
  service?: Service;
}

/** Input for a change. Omitted fields are unchanged. */
export type DestinationChanges = Partial<NewDestination>;

/** `Destination` of the API schema, without the key. */
export interface DestinationView {
  id: string;
  name: string;
  service: Service;
  stream_url: string;
  stream_key_hint: string;
  stream_key_fingerprint: string;
  /** Empty if not set. */
  page_url: string;
  resolution: string | null;
  /** ISO 8601; null if it was never used. */
  last_used_at: string | null;
}

/** A destination for the response, with its strong ETag. */
export interface PresentedDestination {
  view: DestinationView;
  etag: string;
}

export function presentDestination(dataKey: DataKey, destination: Destination): PresentedDestination {
  const { id, name, service, streamUrl, streamKey, pageUrl, resolution, lastUsedAt } = destination;
  return {
    // Keyed, because a plain hash of a short stream key could be brute-forced.
    etag: `"${dataKey.tag(JSON.stringify(['destination', id, service, name, streamUrl, streamKey, pageUrl, resolution]))}"`,
    view: {
      id,
      name,
      service,
      stream_url: streamUrl,
      ...presentKey(dataKey, streamKey),
      page_url: pageUrl,
      resolution,
      last_used_at: lastUsedAt?.toISOString() ?? null,
    },
  };
}

/**
 * The changes when a destination is applied to a meeting. A watch page or resolution that it lacks
 * is unchanged.
 */
export function configurationOf({
  streamUrl,
  streamKey,
  pageUrl,
  resolution,
}: Configuration): ConfigurationChanges {
  return {
    streamUrl,
    streamKey,
    ...(pageUrl === '' ? {} : { pageUrl }),
    ...(resolution === null ? {} : { resolution }),
  };
}
