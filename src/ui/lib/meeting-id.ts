import type { Kind } from '../api/types.ts';

const LARGEST_ID = 2n ** 63n - 1n;
const MAX_LENGTH = 16_384;

/** `kind` is null if the text does not identify a meeting or a webinar. */
export type MeetingReference = { id: string; kind: Kind | null };

/** A run of 8 to 19 digits without a digit before or after it. */
const ID = '(?<![0-9])([0-9]{8,19})(?![0-9])';
const HOST = '(?:[a-z0-9-]{1,63}\\.){1,4}(?:zoom\\.(?:us|com)|zoomgov\\.com|zoom\\.com\\.cn)';
const PATHS: readonly [pattern: RegExp, kind: Kind | null][] = [
  [new RegExp(`/(?:w|webinar/register|wc/webinar|rec/webinar)/${ID}`), 'webinars'],
  [new RegExp(`/(?:j|s|wc/join|wc|wc/meeting|meeting|webinar|meeting/register|my/meeting|join)/${ID}`), null],
  [new RegExp(`[?&]confno=${ID}`, 'i'), null],
  [new RegExp(`${HOST}(?::[0-9]{1,5})?/(?:[^\\s?#]{0,80}/)?${ID}`, 'i'), null],
];
/** SIP and H.323 addresses, and one-tap phone numbers: `+49…,,82929473321#`. */
const ADDRESSES: readonly RegExp[] = [
  new RegExp(`${ID}(?:\\.[0-9*#]{1,40}){0,4}@(?:zoomcrc\\.com|[a-z0-9.-]{1,80}\\.zoom\\.us)`, 'i'),
  new RegExp(`\\+?[0-9][0-9 ()-]{4,20},{1,4}\\s?${ID}#`),
];
/** "Meeting ID" as Zoom's invitations write it in the languages of its client. */
const LABEL =
  /(?:^|[^\p{L}])(meeting|webinar|reunion|reunión|réunion|reunião|riunione|vergadering|konferenz|конференции|会议|會議|ミーティング|ウェビナー|회의|웨비나|toplantı|spotkania)[-\s]{0,3}(?:id|nummer|number|no\.?|号|號|아이디|kimliği)?[\s]{0,3}(?:id)?[\s]{0,3}[:：#]?[\s]{0,4}((?:[0-9][\s-]{0,3}){8,19})(?![0-9])/iu;
const LABEL_AFTER =
  /(?:^|[^\p{L}])ID\s?[^\n\p{N}:：]{0,40}[:：]\s{0,4}((?:[0-9][\s-]{0,3}){8,19})(?![0-9])/iu;

/**
 * The meeting id in pasted text: an id, a join link of any form, the same link behind a mail
 * scanner, a phone or SIP address, or a whole invitation. Ids stay strings: they can exceed 2^53.
 * @returns null if the text contains no id
 */
export function meetingReferenceOf(pasted: string): MeetingReference | null {
  if (pasted.length > MAX_LENGTH) return null;
  const text = plainText(pasted);
  for (const readable of [text, ...unwrappedLinks(text)])
    for (const [pattern, kind] of PATHS) {
      const found = referenceOf(pattern.exec(readable)?.[1], kind);
      if (found) return found;
    }
  for (const pattern of ADDRESSES) {
    const found = referenceOf(pattern.exec(text)?.[1], null);
    if (found) return found;
  }
  return labelledId(text) ?? bareId(text);
}

/** Full-width digits and punctuation as ASCII, without zero-width characters. */
function plainText(pasted: string): string {
  return pasted
    .replace(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
    .normalize('NFKC')
    .replace(/\p{Dash}/gu, '-');
}

/**
 * The links inside Outlook Safe Links, Proofpoint URL Defense 2 and 3, and other percent-encoded
 * redirects.
 */
function unwrappedLinks(text: string): string[] {
  const links: string[] = [];
  for (const [, encoded = ''] of text.matchAll(
    /[?&](?:url|u|q|target|redirect|link)=([^&\s"'<>]{1,2000})/gi,
  )) {
    links.push(decoded(encoded));
    // Proofpoint 2 writes `-` for `%` and `_` for `/`.
    links.push(decoded(encoded.replaceAll('-', '%').replaceAll('_', '/')));
  }
  for (const [, link = ''] of text.matchAll(/\/v3\/__([^\s"'<>]{1,2000}?)__;/g))
    links.push(link.replaceAll('*', '/'));
  if (/%2f/i.test(text)) links.push(decoded(text));
  return links;
}

function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function labelledId(text: string): MeetingReference | null {
  const [, name = '', digits] = LABEL.exec(text) ?? [];
  const isWebinar = /^(webinar|ウェビナー|웨비나)$/iu.test(name);
  return (
    referenceOf(digits?.replace(/[\s-]/g, ''), isWebinar ? 'webinars' : null) ??
    referenceOf(LABEL_AFTER.exec(text)?.[1]?.replace(/[\s-]/g, ''), null)
  );
}

/** A text that consists of an id only. */
function bareId(text: string): MeetingReference | null {
  const digits = text
    .replace(/^\s*(?:(?:meeting|webinar)[-\s]?)?(?:id|no\.?|#)\s?[:#]?/i, '')
    .replace(/[\s-]/g, '');
  return /^[0-9]{8,19}$/.test(digits) ? referenceOf(digits, null) : null;
}

function referenceOf(id: string | undefined, kind: Kind | null): MeetingReference | null {
  return id !== undefined && /^[0-9]{8,19}$/.test(id) && BigInt(id) <= LARGEST_ID ? { id, kind } : null;
}

/** An id in groups, as Zoom prints it: `829 2947 3321`. */
export function readableId(id: string): string {
  if (id.length === 11) return `${id.slice(0, 3)} ${id.slice(3, 7)} ${id.slice(7)}`;
  if (id.length === 9 || id.length === 10) return `${id.slice(0, 3)} ${id.slice(3, 6)} ${id.slice(6)}`;
  return (id.match(/.{1,4}/g) ?? []).join(' ');
}
