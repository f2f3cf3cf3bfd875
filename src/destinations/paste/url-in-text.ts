import { serviceOfHost } from '../../service-hosts.ts';
import { addressHost, isBareAddress } from '../stream-url.ts';

/** The position of a URL in a text. */
export interface UrlRange {
  start: number;
  end: number;
  /** The URL without surrounding characters. */
  url: string;
}

const SCHEME = /(?<![A-Za-z0-9+.-])(?:rtmp[ste]{0,2}|srt|rist|rtsp|https?):\/{1,3}(?=[^\s/])/giu;
const INGEST = /^(rtmp[ste]{0,2}|srt):\/\//i;
/** Characters that end a URL in running text, in any script. */
const HARD_END = /[\s，。；、）」』】“”«»]/u;
const ENCLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '(': ')',
  '[': ']',
  '<': '>',
  '{': '}',
};

/** Whether this URL has the scheme of an ingest URL. */
export function isIngestUrl(url: string): boolean {
  return INGEST.test(url);
}

export function isHttpUrl(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

/** Finds the URLs with a scheme in a line, in linear time. */
export function urlsIn(line: string): UrlRange[] {
  const found: UrlRange[] = [];
  const schemes = [...line.matchAll(SCHEME)].map((match) => ({
    start: match.index,
    length: match[0].length,
  }));
  let end = 0;
  for (const [i, { start }] of schemes.entries()) {
    if (start < end) continue;
    // `rtmp://rtmp://host` is one URL.
    let last = i;
    while (schemes[last + 1]?.start === (schemes[last]?.start ?? 0) + (schemes[last]?.length ?? 0)) last += 1;
    end = endOf(line, start, schemes[last + 1]?.start);
    found.push({ start, end, url: repaired(line.slice(start, end)) });
  }
  return found;
}

function endOf(line: string, start: number, nextStart = Number.POSITIVE_INFINITY): number {
  const opening = line[start - 1] ?? '';
  const closing = ENCLOSING[opening];
  let depth = 0;
  for (let end = start; end < line.length; end++) {
    const character = line[end] ?? '';
    if (HARD_END.test(character)) return end;
    if (character === '|' && line[end + 1] === '[') return end;
    if (end >= nextStart - 1 && /[,;|'"<(]/.test(character)) return end;
    if (character === closing && depth === 0) return end;
    // In `<rtmp://host/app/<key>>` the first closing bracket belongs to the placeholder.
    if (character === closing) depth -= 1;
    else if (closing !== undefined && character === opening) depth += 1;
  }
  return line.length;
}

/** Removes repeated schemes, and restores the two slashes after the scheme. */
export function repaired(url: string): string {
  const single = url.replace(
    /^(?:(?:rtmp[ste]{0,2}|srt|https?):\/{1,3}){1,8}(?=(?:rtmp[ste]{0,2}|srt|https?):\/)/i,
    '',
  );
  return single.replace(/^([a-z]{3,5}):\/{1,3}/i, '$1://');
}

/** Whether a text without white space looks like a host, with or without a path. */
export function isHostLike(word: string): boolean {
  if (word.length > 1024) return false;
  if (isBareAddress(word)) return true;
  return /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,9}(:[0-9]{1,5})?$/i.test(word) && /[a-z]/i.test(word);
}

/** Whether a text without a scheme begins with a host of a known service. */
export function hasKnownHost(word: string): boolean {
  return isHostLike(word) && serviceOfHost(addressHost(word)) !== undefined;
}
