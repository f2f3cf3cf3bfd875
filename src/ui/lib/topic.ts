/**
 * Invisible characters: white space, format characters (Unicode Cf) and the blank letters of Hangul
 * and Braille.
 */
const INVISIBLE = /^[\s\p{Cf}\p{Cc}\u115f\u1160\u2800\u3164\uffa0]*$/u;

/** A topic for display; empty if it has no visible character. */
export function visibleTopic(topic: string | undefined): string {
  return topic === undefined || INVISIBLE.test(topic) ? '' : topic;
}
