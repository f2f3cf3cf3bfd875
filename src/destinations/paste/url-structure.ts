import { addressParts } from '../stream-url.ts';
import { isPlaceholder, likeness } from './key-shape.ts';
import { presetOf } from './services.ts';
import { isIngestUrl } from './url-in-text.ts';

/** A URL and the key that was at its end. */
export interface SplitUrl {
  streamUrl: string;
  streamKey: string;
  /** The evidence: the service's preset, or only the structure of the URL. */
  rule: 'preset' | 'structure';
  /** The evidence is only the structure, and the key may be part of the application name. */
  isWeak: boolean;
}

const RTMP = /^rtmp[ste]{0,2}$/;

/**
 * Splits the key off the end of a URL.
 * @returns undefined if the URL has none, or if it is unclear whether its last segment is one
 */
export function splitKey(streamUrl: string): SplitUrl | undefined {
  const { scheme, authority, path, query } = addressParts(streamUrl);
  if (!RTMP.test(scheme) || authority === '' || /\s/.test(streamUrl)) return undefined;
  const { appSegments, service } = presetOf(streamUrl);
  const base = `${streamUrl.slice(0, streamUrl.indexOf('://') + 3)}${authority}`;
  const parts = { base, path, query };
  if (service !== 'custom' && appSegments !== undefined) return splitAt(parts, appSegments, 'preset');
  const segments = path.split('/').filter((segment) => segment !== '').length;
  // A trailing slash marks the end of the application.
  if (segments >= 2 && path.endsWith('/')) return undefined;
  return splitAt(parts, Math.max(1, segments - 1), 'structure');
}

interface Parts {
  base: string;
  path: string;
  query: string;
}

/**
 * Splits after `count` path segments. If a query with a slash follows, the key is behind its last
 * slash.
 */
function splitAt({ base, path, query }: Parts, count: number, rule: SplitUrl['rule']): SplitUrl | undefined {
  const segments = path.slice(1).split('/');
  const app = segments.slice(0, count);
  if (app.length < count || app.some((segment) => segment === '')) return undefined;
  const rest = segments.slice(count).join('/');
  const url = `${base}/${app.join('/')}`;
  if (rest !== '') {
    const streamKey = `${rest.replace(/^\/+/, '')}${query}`;
    return streamKey === '' ? undefined : result(url, streamKey, rule);
  }
  const slash = query.lastIndexOf('/');
  if (slash === -1) {
    // `/live-bvc/?streamname=…`: the query is the key if the service has such keys.
    const isKey = query !== '' && presetOf(url).key?.test(query);
    return isKey ? result(url, query, rule) : undefined;
  }
  if (slash < 2 || slash === query.length - 1) return undefined;
  return result(`${base}${path}${query.slice(0, slash)}`, query.slice(slash + 1), rule);
}

function result(streamUrl: string, streamKey: string, rule: SplitUrl['rule']): SplitUrl {
  const isWeak = rule === 'structure' && likeness(streamKey) < 2 && !isPlaceholder(streamKey);
  return { streamUrl, streamKey, rule, isWeak };
}

/**
 * Removes trailing slashes: encoders append a slash and the key, and a second slash would become
 * part of the key.
 */
export function withoutSlashes(streamUrl: string): string {
  const { query } = addressParts(streamUrl);
  if (query !== '' || !isIngestUrl(streamUrl) || /\s/.test(streamUrl)) return streamUrl;
  let end = streamUrl.length;
  while (streamUrl[end - 1] === '/' && streamUrl[end - 2] !== '/' && streamUrl[end - 2] !== ':') end--;
  return streamUrl.slice(0, end);
}

/** Removes the key at the end of a URL, if it ends with this key. */
export function withoutKey(streamUrl: string, streamKey: string): string {
  const isAtEnd = streamKey !== '' && streamUrl.endsWith(`/${streamKey}`);
  return isAtEnd ? streamUrl.slice(0, -streamKey.length - 1) : streamUrl;
}
