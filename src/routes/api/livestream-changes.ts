import type { Static } from 'typebox';
import { asciiPage } from '../../destinations/page-url.ts';
import type { ConfigurationChanges } from '../../livestreams/configuration.ts';
import { Problem } from '../../problem.ts';
import type { LivestreamChanges } from './schemas.ts';

/** Lookup of saved destinations. */
export interface DestinationLookup {
  /** @throws Problem `invalid_request` for `destination_id` if the user has no such destination */
  configurationNamed(userId: string, destinationId: string): Promise<ConfigurationChanges>;
}

/** The changes that a body requests: its own fields, or those of a saved destination. */
export async function resolveChanges(
  destinations: DestinationLookup,
  userId: string,
  body: Static<typeof LivestreamChanges>,
): Promise<ConfigurationChanges> {
  const { destination_id: destinationId, ...fields } = body;
  if (destinationId === undefined) return changesOf(fields);
  if (Object.keys(fields).length > 0)
    throw new Problem('invalid_request', {
      detail: 'Send either destination_id or single fields, not both.',
      errors: [{ field: 'destination_id', message: 'cannot be combined with other fields' }],
    });
  return destinations.configurationNamed(userId, destinationId);
}

function changesOf(body: Omit<Static<typeof LivestreamChanges>, 'destination_id'>): ConfigurationChanges {
  return {
    ...(body.stream_url === undefined ? {} : { streamUrl: body.stream_url }),
    ...(body.stream_key === undefined ? {} : { streamKey: body.stream_key }),
    ...(body.page_url === undefined ? {} : { pageUrl: asciiPage(body.page_url) }),
    ...(body.resolution === undefined ? {} : { resolution: body.resolution }),
  };
}
