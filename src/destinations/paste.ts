import { addressParts, isBareAddress } from './address.ts';
import { isAround, unwrapped } from './labels.ts';
import { type PasteWarning, warningsOf } from './paste-warnings.ts';
import { readText } from './pasted-text.ts';
import { type Service, serviceOf } from './services.ts';

/** Boxes of a form, each with whatever was pasted into it. */
export interface PastedFields {
  streamUrl?: string;
  streamKey?: string;
  pageUrl?: string;
}

/** What a host means, as far as it can be told; empty where nothing was given. The stream key stands in clear. */
export interface Pasted {
  streamUrl: string;
  streamKey: string;
  pageUrl: string;
  service: Service;
  warnings: PasteWarning[];
}

/**
 * Reads one text of any form: an address with its key, the two on lines of their own, or what a service shows.
 * Refuses nothing; what looks wrong is a warning.
 */
export function parsePastedText(text: string): Pasted {
  return finished(readText(cleaned(text)));
}

/** The same for boxes. What stands in the box of the key or the page counts more than what another box holds beside its own. */
export function parsePastedFields(fields: PastedFields): Pasted {
  const box = (field: keyof Values) => valueIn(cleaned(fields[field] ?? ''), field);
  const [url, key, page] = [box('streamUrl'), box('streamKey'), box('pageUrl')];
  return finished({
    streamUrl: url.streamUrl || key.streamUrl,
    streamKey: key.streamKey || url.streamKey,
    pageUrl: page.pageUrl || url.pageUrl || key.pageUrl,
  });
}

type Values = Required<PastedFields>;

/** A box holds its own value, unless a service's text, or both at once, were pasted into it. */
function valueIn(text: string, field: keyof Values): Values {
  const found = readText(text);
  // One word is a value, whatever it begins with: a key may be `key=1`.
  const isServiceText = found.isLabelled && found[field] !== '' && /\s/.test(text);
  if (isServiceText || (field === 'streamUrl' && found.streamUrl !== '')) return found;
  const value = unwrapped(text);
  if (value !== text) return valueIn(value, field);
  return { streamUrl: '', streamKey: '', pageUrl: '', [field]: value };
}

function finished({ streamUrl, streamKey, pageUrl }: Values): Pasted {
  const address = withoutSlashes(streamUrl);
  // An address alone, called the key, is an address with its key.
  const isAddress =
    address === '' && /^rtmps?:/i.test(streamKey) && readText(streamKey).streamUrl === streamKey;
  const split = isAddress ? splitKey(withoutSlashes(streamKey), '') : splitKey(address, streamKey);
  const values = { ...split, pageUrl };
  return { ...values, service: serviceOf(values.streamUrl), warnings: warningsOf(values) };
}

/**
 * Takes the key off the end of an address that was given without one: the last path segment, where there are two or more. An
 * ingest address itself needs one, the application, at every service here.
 */
function splitKey(streamUrl: string, streamKey: string): { streamUrl: string; streamKey: string } {
  const { scheme, authority, path, query } = addressParts(streamUrl);
  const whole = { streamUrl, streamKey };
  if (streamKey !== '' || (scheme !== 'rtmp' && scheme !== 'rtmps') || authority === '') return whole;
  const segments = path.slice(1).split('/');
  const last = segments.pop() ?? '';
  const key = unwrapped(`${last}${query}`);
  if (segments.length === 0 || segments[0] === '' || last === '' || key === '') return whole;
  const address = withoutSlashes(streamUrl.slice(0, streamUrl.length - query.length - last.length));
  return { streamUrl: address, streamKey: key };
}

/** Without what only the eye or the clipboard added: characters of no width, and line ends of other systems. */
function cleaned(text: string): string {
  return text
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n');
}

/** Of an ingest address: a trailing slash means nothing there, and would stand twice before the key. */
function withoutSlashes(streamUrl: string): string {
  const { scheme, query } = addressParts(streamUrl);
  const isIngest = ['rtmp', 'rtmps', 'srt'].includes(scheme) || isBareAddress(streamUrl);
  if (query !== '' || !isIngest || /\s/.test(streamUrl)) return streamUrl;
  let end = streamUrl.length;
  while (isCut(streamUrl[end - 1]) && !streamUrl.endsWith('://', end)) end--;
  return streamUrl.slice(0, end);
}

function isCut(character: string | undefined): boolean {
  return character === '/' || (character !== undefined && isAround(character));
}
