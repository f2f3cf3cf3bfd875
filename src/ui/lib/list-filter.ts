import type { State } from '../api/meeting-cache.ts';
import type { Meeting } from '../api/types.ts';

export const shows = ['all', 'configured', 'none', 'live'] as const;
export type Show = (typeof shows)[number];
export type Filter = { words: string; show: Show };

/** Longest search (characters). */
export const MAX_TERMS = 200;

export const everything: Filter = { words: '', show: 'all' };

export function isFiltering({ words, show }: Filter): boolean {
  return words.trim() !== '' || show !== 'all';
}

/** Letters as they are found: without accents and capitals, Unicode's look-alikes as one (NFKD). */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether each word is in the topic, or all of them together are digits of the ID. */
export function matchesAll(words: string, { topic, id }: Pick<Meeting, 'topic' | 'id'>): boolean {
  const digits = words.replace(/[\s\p{Dash}]/gu, '');
  if (/^\d{3,}$/.test(digits) && id.includes(digits)) return true;
  const text = plain(topic);
  return plain(words)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Whether the livestream is as chosen. One that was not read yet matches neither `configured` nor `none`. */
export function isShown(show: Show, { livestream, live }: State): boolean {
  if (show === 'all') return true;
  if (show === 'live') return live.status === 'live';
  return livestream !== null && livestream.configured === (show === 'configured');
}

/** The filter in the query of a list's address; what is the default stays out of it. */
export function queryOfFilter({ words, show }: Filter): Record<string, string> {
  return { ...(words.trim() ? { q: words } : {}), ...(show === 'all' ? {} : { show }) };
}

/** The filter that a list's address names. */
export function filterOfQuery(query: URLSearchParams): Filter {
  const show = shows.find((each) => each === query.get('show')) ?? 'all';
  return { words: (query.get('q') ?? '').slice(0, MAX_TERMS), show };
}
