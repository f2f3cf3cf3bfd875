import { decodeEntities, hasEntities, unquoted } from './clean.ts';
import { fromForm } from './form-encoded.ts';
import type { Found, FoundKey, FoundUrl, LooseWord } from './found.ts';
import { readJson, urlOfHost } from './json.ts';
import { isHidden, isPlaceholder, likeness } from './key-shape.ts';
import { withBoundedLabels } from './labels.ts';
import { readLines } from './lines.ts';
import { plainLines } from './markup.ts';
import { presetOf, serviceOfPage } from './services.ts';
import { withoutTables } from './table.ts';
import { hasKnownHost, isHttpUrl, isIngestUrl } from './url-in-text.ts';
import { splitKey, withoutKey, withoutSlashes } from './url-structure.ts';

/** The evidence that identified the key. */
export type Rule = 'preset' | 'label' | 'structure' | 'position' | 'none';

/** One interpretation of a text; values are empty if not found. */
export interface Reading {
  streamUrl: string;
  streamKey: string;
  pageUrl: string;
  rule: Rule;
}

export interface TextReading extends Reading {
  /** Other interpretations if the evidence is weak, most likely first. */
  alternatives: Reading[];
  isLabelled: boolean;
}

/**
 * Parses any text. Evidence in order of precedence: the preset of a known service, a label with its
 * value, the structure of the URL, the position in the text. Takes linear time and never throws.
 * @param text cleaned of invisible characters
 */
export function readText(text: string): TextReading {
  return withBoundedLabels(() => readBounded(text));
}

function readBounded(text: string): TextReading {
  const found = readJson(text) ?? readLines(withoutTables(fromForm(plainLines(text))));
  const url = urlOf(found);
  const pageUrl = pageOf(found);
  const readings = url === undefined ? [keyAlone(found, text)] : readingsOf(found, url);
  const [best, ...others] = readings
    .map((reading) => tidied({ ...reading, pageUrl }))
    .filter((reading, i, all) => all.findIndex((each) => isSame(each, reading)) === i);
  const chosen = best ?? { streamUrl: '', streamKey: '', pageUrl, rule: 'none' };
  return { ...chosen, alternatives: others.slice(0, 2), isLabelled: found.isLabelled };
}

type Pair = Omit<Reading, 'pageUrl'>;

function urlOf({ urls }: Found): FoundUrl | undefined {
  const usable = urls.filter(
    ({ text, label }) => isIngestUrl(text) || label?.field === 'streamUrl' || hasKnownHost(text),
  );
  const score = ({ text, label, isBackup, isInput }: FoundUrl) =>
    (isInput ? 0 : 32) +
    (label?.field === 'other' || label?.field === 'pageUrl' ? 0 : 16) +
    (/^rtmp/i.test(text) ? 8 : 0) +
    (isIngestUrl(text) ? 4 : 0) +
    (isBackup ? 0 : 2);
  return usable.reduce<FoundUrl | undefined>(
    (best, each) => (best === undefined || score(each) > score(best) ? each : best),
    undefined,
  );
}

/** The labelled page, else the first page of a known service, else the first unlabelled URL. */
function pageOf({ pages }: Found): string {
  const pageLike = pages.filter(
    ({ text }) =>
      !/\.(m3u8|mpd|ts)([?#]|$)/i.test(text) &&
      !/^https?:\/\/(support|help|docs|studio|developers?)\./i.test(text),
  );
  const labelled = pageLike.find(({ label }) => label?.field === 'pageUrl');
  const unlabelled = pageLike.filter(({ label }) => label === null);
  return (labelled ?? unlabelled.find(({ text }) => serviceOfPage(text)) ?? unlabelled[0])?.text ?? '';
}

/** Interpretations of a text with this URL, most likely first. */
function readingsOf(found: Found, url: FoundUrl): Pair[] {
  const whole = withoutSlashes(urlOfHost(url.text));
  const split = splitKey(url.text);
  const labelled = keyOf(found.keys, whole);
  const embedded: Pair[] =
    split === undefined ? [] : [{ streamUrl: split.streamUrl, streamKey: split.streamKey, rule: split.rule }];
  if (labelled !== undefined) return withLabelledKey(whole, labelled, split, embedded);
  const positioned = keyByPosition(found.loose, url, split !== undefined && !split.isWeak);
  if (split?.rule === 'preset' && !isPlaceholder(split.streamKey)) return embedded;
  if (positioned === undefined) {
    const none: Pair = { streamUrl: whole, streamKey: '', rule: 'none' };
    if (split === undefined) return [none, ...undecided(found.loose, whole)];
    return split.isWeak ? [...embedded, none] : embedded;
  }
  const base =
    split !== undefined && isPlaceholder(split.streamKey)
      ? split.streamUrl
      : withoutKey(whole, positioned.text);
  const byPosition: Pair = { streamUrl: base, streamKey: positioned.text, rule: 'position' };
  if (split === undefined || base !== whole) return [byPosition];
  // The key may be the end of the URL or the word beside it.
  const isClear = likeness(positioned.text) === 2;
  if (isClear && split.isWeak) return [byPosition];
  return isClear ? [byPosition, ...embedded] : [...embedded, byPosition];
}

function withLabelledKey(
  whole: string,
  key: string,
  split: ReturnType<typeof splitKey>,
  embedded: Pair[],
): Pair[] {
  const isRepeated = withoutKey(whole, key) !== whole;
  const isCut = split !== undefined && (isPlaceholder(split.streamKey) || split.rule === 'preset');
  const streamUrl = isRepeated ? withoutKey(whole, key) : isCut ? split.streamUrl : whole;
  const first: Pair = { streamUrl, streamKey: key, rule: 'label' };
  const isOther = split?.rule === 'preset' && !isPlaceholder(split.streamKey) && split.streamKey !== key;
  return isOther ? [first, ...embedded] : [first];
}

/**
 * Of the labelled keys, one that matches the service's form, else the one with the clearest label,
 * primary first.
 */
function keyOf(keys: readonly FoundKey[], streamUrl: string): string | undefined {
  const { key: shape } = presetOf(streamUrl);
  const score = ({ text, label }: FoundKey) =>
    (shape?.test(text) ? 16 : 0) + (label.isBackup ? 0 : 8) + label.rank + (isPlaceholder(text) ? 0 : 4);
  return keys.reduce<FoundKey | undefined>(
    (best, each) => (best === undefined || score(each) > score(best) ? each : best),
    undefined,
  )?.text;
}

/**
 * An unlabelled word beside the URL or alone on a line. Prefers a word that is clearly a key; one
 * that is possibly a key counts only if there is no other word.
 */
function keyByPosition(loose: readonly LooseWord[], url: FoundUrl, hasKey: boolean): LooseWord | undefined {
  const { key: shape } = presetOf(url.text);
  const near = loose.filter(
    ({ isAlone, isBesideUrl, line }) => isAlone || (isBesideUrl && line === url.line),
  );
  const isClear = ({ text }: LooseWord) =>
    likeness(text) === 2 || (likeness(text) === 1 && /[^A-Za-z]/.test(text) && shape?.test(text) === true);
  const clear = near.filter(isClear);
  const possible = near.filter(({ text }) => likeness(text) > 0);
  const following = (words: LooseWord[]) => words.find(({ line }) => line >= url.line) ?? words.at(-1);
  if (clear.length > 0) return following(clear);
  const inSentence = loose.filter(({ text, line }) => line === url.line && likeness(text) === 2);
  if (inSentence.length === 1 && !hasKey) return inSentence[0];
  return possible.length === 1 && loose.length === 1 && !hasKey ? possible[0] : undefined;
}

/** Words that may be the key of a URL without one. The user chooses. */
function undecided(loose: readonly LooseWord[], streamUrl: string): Pair[] {
  const words = loose.filter(
    ({ text, isAlone, isBesideUrl }) => (isAlone || isBesideUrl) && likeness(text) > 0,
  );
  return words.slice(0, 2).map(({ text }) => ({ streamUrl, streamKey: text, rule: 'position' }));
}

/** The key in a text without a URL: a labelled key, or the only word. */
function keyAlone({ keys, loose, isLabelled }: Found, text: string): Pair {
  const labelled = keyOf(keys, '');
  if (labelled !== undefined) {
    const split = splitKey(labelled);
    if (split !== undefined)
      return { streamUrl: split.streamUrl, streamKey: split.streamKey, rule: split.rule };
    return { streamUrl: '', streamKey: labelled, rule: 'label' };
  }
  if (isJson(text)) return { streamUrl: '', streamKey: '', rule: 'none' };
  const clear = loose.filter((word) => word.isAlone && likeness(word.text) === 2);
  if (clear.length === 1) return { streamUrl: '', streamKey: clear[0]?.text ?? '', rule: 'position' };
  const only = unquoted(text);
  const isOne = !isLabelled && !/\s/.test(only) && !isHttpUrl(only) && !isPunctuation(only);
  return { streamUrl: '', streamKey: isOne ? only : '', rule: isOne ? 'position' : 'none' };
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text is JSON syntax, or contains no character that keys consist of. */
function isPunctuation(text: string): boolean {
  if (isHidden(text) || isPlaceholder(text)) return false;
  return /^[[{]/.test(text) || /^(null|undefined|true|false)$/.test(text) || !/[\p{L}\p{N}]/u.test(text);
}

/** Decodes HTML entities and removes trailing slashes. */
function tidied(reading: Reading): Reading {
  const { streamUrl, streamKey, pageUrl } = reading;
  const plain = (value: string) => (hasEntities(value) ? decodeEntities(value) : value);
  return {
    ...reading,
    streamUrl: plain(withoutSlashes(streamUrl)),
    streamKey: plain(streamKey),
    pageUrl: plain(pageUrl),
  };
}

function isSame(one: Reading, other: Reading): boolean {
  return one.streamUrl === other.streamUrl && one.streamKey === other.streamKey;
}
