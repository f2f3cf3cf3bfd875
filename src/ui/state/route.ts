import type { Kind, ListType } from '../api/types.ts';
import { everything, type Filter, queryOfFilter } from '../lib/list-filter.ts';

export type Route =
  | { screen: 'list'; kind: Kind; type: ListType }
  | { screen: 'meeting'; kind: Kind; id: string }
  | { screen: 'destinations' }
  | { screen: 'bulk'; id: string | null }
  | { screen: 'account' }
  | { screen: 'panel' }
  | { screen: 'unknown' };

/** The route of a path of this app (with its query). */
export function routeOf(path: string): Route {
  const { pathname, searchParams } = new URL(path, 'http://app.invalid');
  const named = /^\/(destinations|account|panel)\/?$/.exec(pathname)?.[1];
  if (named) return { screen: named as 'destinations' | 'account' | 'panel' };
  const bulk = /^\/bulk(?:\/([0-9a-f-]{36}))?\/?$/.exec(pathname);
  if (bulk) return { screen: 'bulk', id: bulk[1] ?? null };
  const match = /^\/(?:(meetings|webinars)(?:\/([0-9]{8,19}))?\/?)?$/.exec(pathname);
  if (!match) return { screen: 'unknown' };
  const kind = match[1] === 'webinars' ? 'webinars' : 'meetings';
  if (match[2]) return { screen: 'meeting', kind, id: match[2] };
  const type = searchParams.get('type');
  return { screen: 'list', kind, type: type === 'live' || type === 'previous' ? type : 'upcoming' };
}

/** The path of a list; default values are omitted. */
export function listPath(kind: Kind, type: ListType = 'upcoming', filter: Filter = everything): string {
  const path = kind === 'webinars' ? '/webinars' : '/';
  const query = new URLSearchParams({ ...(type === 'upcoming' ? {} : { type }), ...queryOfFilter(filter) });
  return query.size === 0 ? path : `${path}?${query}`;
}

/** The path of one meeting or webinar. */
export function meetingPath(kind: Kind, id: string): string {
  return `/${kind}/${id}`;
}

/** The path of one meeting with its settings open, for choosing a destination. */
export function changePath(kind: Kind, id: string): string {
  return `${meetingPath(kind, id)}?change=destination`;
}

/** Whether this is {@link changePath}. */
export function isChangePath(path: string): boolean {
  return new URL(path, 'http://app.invalid').searchParams.get('change') === 'destination';
}

/** The path of a bulk edit: a new one, or the progress of an existing one. */
export function bulkPath(id?: string): string {
  return id === undefined ? '/bulk' : `/bulk/${id}`;
}

/**
 * The path of a new bulk edit that applies a destination to the meetings that still have its
 * previous URL and key.
 */
export function outdatedPath(destinationId: string, kind: Kind): string {
  return `/bulk?${new URLSearchParams({ destination: destinationId, kind })}`;
}

/** Parses {@link outdatedPath}; null for any other path. */
export function outdatedIn(path: string): { destinationId: string; kind: Kind } | null {
  const { searchParams } = new URL(path, 'http://app.invalid');
  const destinationId = searchParams.get('destination');
  if (!destinationId || searchParams.get('from') === 'selection') return null;
  return { destinationId, kind: searchParams.get('kind') === 'webinars' ? 'webinars' : 'meetings' };
}

/**
 * The path of a new bulk edit of the meetings that are selected in the list of this kind, with this
 * destination if one is already chosen.
 */
export function selectionPath(kind: Kind, destinationId?: string): string {
  const destination = destinationId === undefined ? {} : { destination: destinationId };
  return `/bulk?${new URLSearchParams({ from: 'selection', kind, ...destination })}`;
}

/** Parses {@link selectionPath}; null for any other path. */
export function selectionIn(path: string): { kind: Kind; destinationId: string | null } | null {
  const { pathname, searchParams } = new URL(path, 'http://app.invalid');
  if (pathname !== '/bulk' || searchParams.get('from') !== 'selection') return null;
  const kind = searchParams.get('kind') === 'webinars' ? 'webinars' : 'meetings';
  return { kind, destinationId: searchParams.get('destination') };
}

/** The URL of "Add to Zoom", which returns to `path` afterwards. */
export function installPath(path: string): string {
  return returningTo(path, '/install');
}

/** The URL of "Sign in with Zoom", which returns to `path` afterwards. */
export function signInPath(path: string): string {
  return returningTo(path, '/signin');
}

function returningTo(path: string, url: string): string {
  return path === '/' ? url : `${url}?next=${encodeURIComponent(path)}`;
}
