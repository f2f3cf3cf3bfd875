/**
 * A web address for a link; null for anything else in Zoom, such as `javascript:`, which is shown
 * as text.
 */
export function webLink(url: string): string | null {
  return /^https?:\/\//i.test(url) ? url : null;
}

/** A web address without its scheme, `www.` and final slash, as a short text. */
export function shortAddress(url: string): string {
  return url.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/\/$/, '');
}
