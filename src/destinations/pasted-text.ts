import { addressParts, isAddress, isBareAddress } from './address.ts';
import { type Field, type Piece, pieces, unwrapped } from './labels.ts';

/** What a pasted text names; empty where it names none. Addresses hold no spaces. */
export interface Found {
  streamUrl: string;
  streamKey: string;
  pageUrl: string;
  /** Something in it said what it is, so that it is a service's text and not one value. */
  isLabelled: boolean;
}

const INGEST_SCHEMES = ['rtmp', 'rtmps', 'srt'];

/** Reads a text of any form, in time that grows with its length. `text` is cleaned. */
export function readText(text: string): Found {
  const all = pieces(text);
  const named = (field: Field) =>
    all.filter((piece) => piece.field === field).map(({ text: value }) => value);
  const loose = all.filter(({ field }) => field === null).map((piece) => words(piece));
  const addresses = [...named('streamUrl').flatMap(addressIn), ...loose.flat().filter(looksLikeAddress)];
  const streamUrl = addresses.find(isIngest) ?? addresses[0] ?? '';
  const page =
    named('pageUrl').flatMap(addressIn)[0] ?? addresses.find((each) => isPage(each) && each !== streamUrl);
  const key = named('streamKey')
    .map(unwrapped)
    .find((each) => each !== '');
  return {
    streamUrl,
    streamKey: key ?? keyAmong(all, loose, streamUrl) ?? '',
    pageUrl: page ?? '',
    isLabelled: all.some(({ field }) => field !== null),
  };
}

function words({ text }: Piece): string[] {
  return text
    .split(/\s/)
    .map(unwrapped)
    .filter((word) => word !== '');
}

/** The address that a labelled value holds: its first that looks like one, else the value if it is one word. */
function addressIn(value: string): string[] {
  const all = words({ field: null, text: value });
  const address = all.find(looksLikeAddress) ?? (all.length === 1 ? all[0] : undefined);
  return address === undefined ? [] : [address];
}

/** A word alone on its line, or beside the address; a text that is nothing else is a key as a whole. */
function keyAmong(all: Piece[], loose: string[][], streamUrl: string): string | undefined {
  const [only] = all;
  if (only !== undefined && all.length === 1 && streamUrl === '')
    return only.field === null ? unwrapped(only.text) : undefined;
  const alone = loose.find(([word = '', ...others]) => others.length === 0 && !looksLikeAddress(word));
  if (alone !== undefined) return alone[0];
  const beside = loose.find((line) => line.length === 2 && line.includes(streamUrl));
  return beside?.find((word) => !looksLikeAddress(word));
}

function looksLikeAddress(word: string): boolean {
  return isAddress(word) || isBareAddress(word);
}

function isIngest(address: string): boolean {
  return INGEST_SCHEMES.includes(addressParts(address).scheme);
}

function isPage(address: string): boolean {
  return /^https?:\/\//i.test(address);
}
