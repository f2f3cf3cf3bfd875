import type { Client } from '../helpers/client.ts';

/** A new destination whose values are unique canaries. */
export const SAVED = {
  name: 'Canary channel',
  stream_url: 'rtmps://canary-ingest.example/live',
  stream_key: 'canary-destination-key-4k2m',
  page_url: 'https://canary-watch.example/here',
  resolution: '1080p',
};

/** Saves a destination. @returns its path, id and tag */
export async function save(host: Client, changes: object = {}) {
  const { status, headers, json, text } = await host.post('/api/destinations', {
    body: { ...SAVED, ...changes },
  });
  if (status !== 201) throw new Error(`saving failed with ${status}: ${text}`);
  return { path: String(headers.location), id: String(json.id), etag: String(headers.etag), json };
}
