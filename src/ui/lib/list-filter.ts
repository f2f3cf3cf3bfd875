import type { State } from '../api/meeting-cache.ts';
import type { Meeting } from '../api/types.ts';

export const shows = ['all', 'configured', 'none', 'live'] as const;
export type Show = (typeof shows)[number];
export type Filter = { words: string; show: Show };

/** Maximum length of a search (characters). */
export const MAX_TERMS = 200;

export const everything: Filter = { words: '', show: 'all' };

export function isFiltering({ words, show }: Filter): boolean {
  return words.trim() !== '' || show !== 'all';
}

/**
 * Normalized text for searching: without accents and capitals, and with equivalent characters
 * unified (NFKD).
 */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether each word is in the topic, or the whole search is part of the ID. */
export function matchesAll(words: string, { topic, id }: Pick<Meeting, 'topic' | 'id'>): boolean {
  const digits = words.replace(/[\s\p{Dash}]/gu, '');
  if (/^\d{3,}$/.test(digits) && id.includes(digits)) return true;
  const text = plain(topic);
  return plain(words)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/**
 * Whether the livestream matches the chosen filter. An unknown one matches neither `configured` nor
 * `none`.
 */
export function isShown(show: Show, { livestream, live }: State): boolean {
  if (show === 'all') return true;
  if (show === 'live') return live.status === 'live';
  return livestream !== null && livestream.configured === (show === 'configured');
}

/** The filter as the query string of a list's path; default values are omitted. */
export function queryOfFilter({ words, show }: Filter): Record<string, string> {
  return { ...(words.trim() ? { q: words } : {}), ...(show === 'all' ? {} : { show }) };
}

/** The filter of a list's path. */
export function filterOfQuery(query: URLSearchParams): Filter {
  const show = shows.find((each) => each === query.get('show')) ?? 'all';
  return { words: (query.get('q') ?? '').slice(0, MAX_TERMS), show };
}
