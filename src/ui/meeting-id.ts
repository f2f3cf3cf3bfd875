import type { Kind } from './api.ts';

const LARGEST_ID = 2n ** 63n - 1n;
const LONGEST_PASTE = 4000;

/** `kind` is null where the text does not tell a meeting from a webinar. */
export type MeetingReference = { id: string; kind: Kind | null };

/**
 * A meeting id out of what a person pastes: an id with spaces or dashes, a join link, or an invitation that
 * holds one. Ids stay strings: they may exceed 2^53. Null when there is no id in it.
 */
export function meetingReferenceOf(pasted: string): MeetingReference | null {
  if (pasted.length > LONGEST_PASTE) return null;
  const link = /\/(j|w|s|wc)\/(?:join\/)?([0-9]{8,19})(?![0-9])/.exec(pasted);
  if (link?.[2]) return referenceOf(link[2], link[1] === 'w' ? 'webinars' : null);
  const appLink = /[?&]confno=([0-9]{8,19})(?![0-9])/.exec(pasted);
  if (appLink?.[1]) return referenceOf(appLink[1], null);
  const labelled = /^\s*(meeting|webinar)\s*id\s*:?/i.exec(pasted);
  const digits = pasted.slice(labelled?.[0].length ?? 0).replace(/[\s\p{Dash}\u200b-\u200f\u2060]/gu, '');
  if (!/^[0-9]{8,19}$/.test(digits)) return null;
  return referenceOf(digits, labelled?.[1]?.toLowerCase() === 'webinar' ? 'webinars' : null);
}

function referenceOf(id: string, kind: Kind | null): MeetingReference | null {
  return BigInt(id) <= LARGEST_ID ? { id, kind } : null;
}

/** An id grouped as Zoom prints it: `829 2947 3321`. */
export function readableId(id: string): string {
  if (id.length === 11) return `${id.slice(0, 3)} ${id.slice(3, 7)} ${id.slice(7)}`;
  if (id.length === 9 || id.length === 10) return `${id.slice(0, 3)} ${id.slice(3, 6)} ${id.slice(6)}`;
  return (id.match(/.{1,4}/g) ?? []).join(' ');
}
