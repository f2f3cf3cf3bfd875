import type { ParsedPaste } from '../api/types.ts';

export const pasteFields = ['stream_url', 'stream_key', 'page_url'] as const;
export type PasteField = (typeof pasteFields)[number];
export type Parts = Partial<Record<PasteField, string>>;
export type PasteValues = Record<PasteField, string>;

type Reading = Pick<ParsedPaste, PasteField>;

/**
 * Which value of a reading goes into which field; empty if the text is a single value, which is
 * already in its field.
 */
export function partsOf(text: string, { stream_url, stream_key, page_url }: Reading): Parts {
  const isOneValue = !/\s/.test(text.trim()) && (stream_url === '' || stream_key === '');
  if (isOneValue) return {};
  const url = hasHost(stream_url) ? stream_url : '';
  const found = Object.entries({ stream_url: url, stream_key, page_url }).filter(([, value]) => value !== '');
  return Object.fromEntries(found);
}

/** A service shows only `rtmp://` before it has a URL. */
function hasHost(url: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:\/*$/i.test(url);
}

/** The readings that the user can choose from. Fewer than two are no choice. */
export function choicesOf(parsed: ParsedPaste): Reading[] {
  return parsed.alternatives.length === 0 ? [] : [parsed, ...parsed.alternatives];
}

/**
 * The parts for the fields that were not edited since the paste: `pasted` has their values at that
 * time.
 */
export function untouchedParts(parts: Parts, pasted: PasteValues, now: PasteValues): Parts {
  const fields = pasteFields.filter((field) => parts[field] !== undefined && now[field] === pasted[field]);
  return Object.fromEntries(fields.map((field) => [field, parts[field]]));
}
