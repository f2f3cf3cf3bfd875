const MAX_LENGTH = 512;

/**
 * Returns `next` if it is a path on this origin, else `/`. Prevents open redirects after a sign-in
 * (RFC 9700 §4.11) in any notation: `//evil`, `/\evil`, a tab inside.
 *
 * @param publicUrl origin of the app
 */
export function internalPath(next: string | undefined, publicUrl: string): string {
  if (next === undefined || next.length > MAX_LENGTH || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next))
    return '/';
  const url = new URL(next, publicUrl);
  // Parsing resolves dot segments: `/.//evil` becomes `//evil`, so the path is checked again.
  if (url.origin !== publicUrl || /^\/(\/|(install|signin|oauth|api|logout)(\/|$))/.test(url.pathname))
    return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
