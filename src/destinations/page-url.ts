/**
 * A page's URL in the form that Zoom accepts: other letters than ASCII percent-encoded, in the host as punycode. A URL that is
 * ASCII already stays as it is, and so does a text that is no URL.
 */
export function asciiPage(pageUrl: string): string {
  if (/^[\x21-\x7e]*$/.test(pageUrl)) return pageUrl;
  if (/\s/.test(pageUrl) || !URL.canParse(pageUrl)) return pageUrl;
  const encoded = new URL(pageUrl).href;
  // The parser adds a slash to a host alone.
  return encoded.endsWith('/') && !pageUrl.endsWith('/') ? encoded.slice(0, -1) : encoded;
}
