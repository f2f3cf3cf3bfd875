import type { Livestream, Meeting } from '../api/types.ts';
import type { Mark } from './row-readiness.ts';

export const shows = ['all', 'ready', 'attention', 'none', 'live'] as const;
/** `configured` is not offered, but addresses may contain it. */
export type Show = (typeof shows)[number] | 'configured';
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
 * Whether a row with this mark is shown. One whose settings are unknown matches `all` only.
 */
export function isShown(show: Show, mark: Mark, livestream: Pick<Livestream, 'configured'> | null): boolean {
  if (show === 'all') return true;
  if (show === 'configured') return livestream?.configured === true;
  return mark === show;
}

/** The number of rows per filter. */
export type Counts = Record<(typeof shows)[number], number>;

export function countMarks(marks: readonly Mark[]): Counts {
  const counts: Counts = { all: marks.length, ready: 0, attention: 0, none: 0, live: 0 };
  for (const mark of marks) if (mark !== 'unknown' && mark !== 'configured') counts[mark] += 1;
  return counts;
}

/** The filter as the query string of a list's path; default values are omitted. */
export function queryOfFilter({ words, show }: Filter): Record<string, string> {
  return { ...(words.trim() ? { q: words } : {}), ...(show === 'all' ? {} : { show }) };
}

/** The filter of a list's path. */
export function filterOfQuery(query: URLSearchParams): Filter {
  const show = ([...shows, 'configured'] as const).find((each) => each === query.get('show')) ?? 'all';
  return { words: (query.get('q') ?? '').slice(0, MAX_TERMS), show };
}
