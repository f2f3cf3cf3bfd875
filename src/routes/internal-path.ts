const MAX_LENGTH = 512;

/**
 * `next` as a path on this origin, or `/`: never another address, however it is spelled (`//evil`, `/\evil`, a tab inside).
 * Open redirects after a login lend its credibility to any site (RFC 9700 §4.11).
 *
 * @param publicUrl origin of the app
 */
export function internalPath(next: string | undefined, publicUrl: string): string {
  if (next === undefined || next.length > MAX_LENGTH || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next))
    return '/';
  const url = new URL(next, publicUrl);
  // Dot segments are gone only now: `/.//evil` was a path of this origin and has become `//evil`.
  if (url.origin !== publicUrl || /^\/(\/|(install|oauth|api|logout)(\/|$))/.test(url.pathname)) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
