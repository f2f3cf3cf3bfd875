import { cleaned } from './clean.ts';
import { isPlaceholder, likeness } from './key-shape.ts';
import { type Reading, type Rule, readText } from './read-text.ts';
import { type Service, serviceOf, serviceOfKey } from './services.ts';
import { isIngestUrl } from './url-in-text.ts';
import { splitKey } from './url-structure.ts';
import { type PasteWarning, warningsOf } from './warnings.ts';

/** Form fields with the texts that were pasted into them. */
export interface PastedFields {
  streamUrl?: string;
  streamKey?: string;
  pageUrl?: string;
}

/** The values found in a text; empty if not found. The stream key is plain text: never log it. */
export interface Pasted {
  streamUrl: string;
  streamKey: string;
  pageUrl: string;
  service: Service;
  /** The evidence that was used. */
  rule: Rule;
  /** Alternatives if the evidence is weak, most likely first. The user chooses. */
  alternatives: Reading[];
  warnings: PasteWarning[];
}

type Values = Required<PastedFields>;
type Outcome = Values & { rule: Rule; alternatives: Reading[] };

/** Parses any text. Never throws: likely mistakes are warnings. */
export function parsePastedText(text: string): Pasted {
  return finished(readText(cleaned(text)));
}

/**
 * Parses form fields. Only surrounding white space and invisible characters are removed from a
 * single value. A field that contains several values is parsed as a text. A URL is split only if
 * there is no other key and the key in it is certain.
 */
export function parsePastedFields(fields: PastedFields): Pasted {
  const given = {
    streamUrl: trimmed(fields.streamUrl),
    streamKey: trimmed(fields.streamKey),
    pageUrl: trimmed(fields.pageUrl),
  };
  const url = readField(given.streamUrl, 'streamUrl', given.streamKey === '');
  const key = readField(given.streamKey, 'streamKey', given.streamUrl === '');
  const page = readField(given.pageUrl, 'pageUrl');
  const values = {
    streamUrl: url.streamUrl || key.streamUrl || page.streamUrl,
    streamKey: key.streamKey || url.streamKey || page.streamKey,
    pageUrl: page.pageUrl || url.pageUrl || key.pageUrl,
  };
  const source = given.streamUrl === '' ? key : url;
  const { rule } = source;
  const alternatives = given.streamUrl !== '' && given.streamKey !== '' ? [] : source.alternatives;
  // A placeholder is not part of the URL.
  const split =
    values.streamKey === '' || isPlaceholder(values.streamKey) ? undefined : splitKey(values.streamUrl);
  const streamUrl =
    split !== undefined && isPlaceholder(split.streamKey) ? split.streamUrl : values.streamUrl;
  return finished({
    ...values,
    streamUrl,
    rule,
    alternatives: alternatives.map((each) => ({ ...each, pageUrl: values.pageUrl })),
  });
}

function trimmed(value = ''): string {
  return cleaned(value).trim();
}

/**
 * Reads one field: a single value, or several values that were pasted into it.
 * @param mayBeSplit whether the other field is empty, so that a URL here may contain both values
 */
function readField(text: string, field: keyof Values, mayBeSplit = false): Outcome {
  const own: Outcome = {
    streamUrl: '',
    streamKey: '',
    pageUrl: '',
    [field]: text,
    rule: 'none',
    alternatives: [],
  };
  if (text === '') return own;
  if (isCompound(text, field)) {
    const reading = readText(text);
    const isUseful =
      field === 'streamUrl' ? reading.streamUrl !== '' : reading.isLabelled && reading[field] !== '';
    const hasBoth = reading.streamUrl !== '' && reading.streamKey !== '';
    if (isUseful || hasBoth) return reading;
  }
  if (field === 'streamUrl') return mayBeSplit ? splitOwn(text, own) : own;
  // A whole URL in the key field.
  if (mayBeSplit && isIngestUrl(text) && !/\s/.test(text))
    return splitOwn(text, { ...own, streamUrl: text, streamKey: '' }, own);
  return own;
}

/** Whether a field may contain several values: it has white space, or is JSON or markup. */
function isCompound(text: string, field: keyof Values): boolean {
  if (/\s/.test(text)) return true;
  if (field === 'streamKey') return false;
  return (
    /^[[{]/.test(text) ||
    (!/^[a-z][a-z0-9+.-]{0,19}:/i.test(text) && text.includes('://')) ||
    /^[<"'“`]/.test(text)
  );
}

/**
 * Splits a URL in its own field only if the service's preset defines where the key begins, or if it
 * is clearly a key.
 */
function splitOwn(text: string, whole: Outcome, unsplit: Outcome = whole): Outcome {
  const split = splitKey(text);
  if (split === undefined) return unsplit;
  const { streamUrl, streamKey, rule } = split;
  const reading = { streamUrl, streamKey, pageUrl: '', rule };
  const isClear = rule === 'preset' || likeness(streamKey) === 2 || isPlaceholder(streamKey);
  if (isClear) return { ...reading, alternatives: [] };
  const isPossible = likeness(streamKey) === 1 && !/^[0-9]+$/.test(streamKey);
  return { ...unsplit, alternatives: isPossible ? [reading] : [] };
}

function finished({ streamUrl, streamKey, pageUrl, rule, alternatives }: Outcome): Pasted {
  const values = { streamUrl, streamKey, pageUrl };
  const service =
    streamUrl === '' ? (serviceOfKey(streamKey)?.service ?? 'custom') : serviceOf(streamUrl, streamKey);
  return { ...values, service, rule, alternatives, warnings: warningsOf(values) };
}
