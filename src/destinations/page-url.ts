/**
 * Encodes a page's URL as Zoom requires: non-ASCII characters percent-encoded, in the host as
 * punycode. Returns ASCII URLs and texts that are not URLs unchanged.
 */
export function asciiPage(pageUrl: string): string {
  if (/^[\x21-\x7e]*$/.test(pageUrl)) return pageUrl;
  if (/\s/.test(pageUrl) || !URL.canParse(pageUrl)) return pageUrl;
  const encoded = new URL(pageUrl).href;
  // The parser appends a slash if there is no path.
  return encoded.endsWith('/') && !pageUrl.endsWith('/') ? encoded.slice(0, -1) : encoded;
}
