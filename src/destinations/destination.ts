import type { DataKey } from '../crypto/data-key.ts';
import type { Configuration, ConfigurationChanges } from '../livestreams/configuration.ts';
import { presentKey } from '../livestreams/view.ts';
import type { Service } from './paste/services.ts';

/** Where a host streams to. The stream key stands in clear: never log, never keep. */
export interface DestinationContent extends Configuration {
  name: string;
}

/** A saved destination, opened for use. */
export interface Destination extends DestinationContent {
  id: string;
  service: Service;
  createdAt: Date;
  /** Tags of the URLs and keys that it had before ({@link targetTag}), the latest first. */
  previousTargets: string[];
}

/** What a client saves; without a service it is told from the address. */
export interface NewDestination extends DestinationContent {
  service?: Service;
}

/** What a client changes; fields left out stay. */
export type DestinationChanges = Partial<NewDestination>;

/** The contract's destination: what a client is shown, without the key. */
export interface DestinationView {
  id: string;
  name: string;
  service: Service;
  stream_url: string;
  stream_key_hint: string;
  stream_key_fingerprint: string;
  /** Empty where none was given. */
  page_url: string;
  resolution: string | null;
}

/** A destination as it is answered, with its strong entity tag. */
export interface PresentedDestination {
  view: DestinationView;
  etag: string;
}

export function presentDestination(dataKey: DataKey, destination: Destination): PresentedDestination {
  const { id, name, service, streamUrl, streamKey, pageUrl, resolution } = destination;
  return {
    // Keyed, because a bare hash of a short stream key could be guessed.
    etag: `"${dataKey.tag(JSON.stringify(['destination', id, service, name, streamUrl, streamKey, pageUrl, resolution]))}"`,
    view: {
      id,
      name,
      service,
      stream_url: streamUrl,
      ...presentKey(dataKey, streamKey),
      page_url: pageUrl,
      resolution,
    },
  };
}

/** What applying it to a meeting changes there: a page or resolution that it lacks stays as it is. */
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
