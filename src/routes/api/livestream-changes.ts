import type { Static } from 'typebox';
import { asciiPage } from '../../destinations/page-url.ts';
import type { ConfigurationChanges } from '../../livestreams/configuration.ts';
import { Problem } from '../../problem.ts';
import type { LivestreamChanges } from './schemas.ts';

/** Where saved destinations are looked up. */
export interface ResolveChanges {
  /** @throws Problem `invalid_request` naming `destination_id` where there is no such destination of the user's */
  configurationNamed(userId: string, destinationId: string): Promise<ConfigurationChanges>;
}

/** What a body asks to change: single fields, or those of a saved destination. */
export async function resolved(
  destinations: ResolveChanges,
  userId: string,
  body: Static<typeof LivestreamChanges>,
): Promise<ConfigurationChanges> {
  const { destination_id: destinationId, ...fields } = body;
  if (destinationId === undefined) return changesOf(fields);
  if (Object.keys(fields).length > 0)
    throw new Problem('invalid_request', {
      detail: 'A destination brings its own fields. Send it alone, or the fields without it.',
      errors: [{ field: 'destination_id', message: 'must stand alone' }],
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
