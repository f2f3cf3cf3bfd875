import type { ParsedPaste } from './api.ts';

type Parts = Partial<Record<'stream_url' | 'stream_key' | 'page_url', string>>;

/**
 * What goes into which field of a pasted text that was taken apart; nothing where the text is one value, which
 * belongs into the field that it was pasted into.
 */
export function partsOf(text: string, { stream_url, stream_key, page_url }: ParsedPaste): Parts {
  const isOneValue = !/\s/.test(text.trim()) && (stream_url === '' || stream_key === '');
  if (isOneValue) return {};
  const address = hasHost(stream_url) ? stream_url : '';
  const found = Object.entries({ stream_url: address, stream_key, page_url }).filter(
    ([, value]) => value !== '',
  );
  return Object.fromEntries(found);
}

/** `rtmp://` alone is what a service shows before there is an address. */
function hasHost(address: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:\/*$/i.test(address);
}
