import { asciiPage } from '../page-url.ts';
import { addressHost, addressParts, isAddress, isBareAddress } from '../stream-url.ts';
import { hasEntities } from './clean.ts';
import { isHidden, isPlaceholder } from './key-shape.ts';
import { presetOf, secureAddress, serviceOfKey, serviceOfPage } from './services.ts';
import { repaired } from './url-in-text.ts';
import { withoutKey } from './url-structure.ts';

export const WARNING_CODES = [
  'insecure_scheme',
  'unusual_scheme',
  'missing_scheme',
  'user_info',
  'key_in_address',
  'key_has_spaces',
  'key_is_address',
  'key_is_short',
  'key_is_page',
  'key_is_hidden',
  'key_is_placeholder',
  'key_has_entities',
  'service_mismatch',
  'page_is_ingest',
  'page_scheme',
  'page_not_ascii',
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

/** Something that a host should look at before saving; never a refusal. Its message holds no value. */
export interface PasteWarning {
  field: 'stream_url' | 'stream_key' | 'page_url';
  code: WarningCode;
  /** A sentence for the host. */
  message: string;
  /** What the field could say instead. */
  suggestion?: string;
}

export interface Values {
  streamUrl: string;
  streamKey: string;
  pageUrl: string;
}

const MIN_KEY_LENGTH = 4;

/** What is unusual about where a stream is to go; nothing is said of what is empty. */
export function warningsOf(values: Values): PasteWarning[] {
  return [...addressWarnings(values), ...keyWarnings(values), ...pageWarnings(values)];
}

function addressWarnings({ streamUrl, streamKey }: Values): PasteWarning[] {
  if (streamUrl === '') return [];
  const { scheme, authority } = addressParts(streamUrl);
  const isIngest = scheme === 'rtmp' || scheme === 'rtmps';
  const shorter = isIngest ? withoutKey(streamUrl, streamKey) : streamUrl;
  return [
    ...schemeWarnings(streamUrl, scheme),
    ...when(
      authority.includes('@'),
      'stream_url',
      'user_info',
      'This URL has a user name or password in it. Zoom’s form has no place for them: remove what is before the @.',
    ),
    ...when(
      shorter !== streamUrl,
      'stream_url',
      'key_in_address',
      'This URL ends in the stream key. The key belongs in its own field only.',
      shorter === streamUrl ? undefined : shorter,
    ),
  ];
}

function schemeWarnings(streamUrl: string, scheme: string): PasteWarning[] {
  const secure = secureAddress(streamUrl);
  const repairedUrl = repaired(streamUrl);
  const isBroken = repairedUrl !== streamUrl && addressHost(repairedUrl) !== '';
  const isBare = !isBroken && scheme === '' && isBareAddress(streamUrl);
  const isUnusual = !isBare && (isBroken || (scheme !== 'rtmp' && scheme !== 'rtmps'));
  return [
    ...when(
      secure !== undefined,
      'stream_url',
      'insecure_scheme',
      `${presetOf(streamUrl).name} takes encrypted streams too. Use its rtmps URL, so that no one on the way can read the key.`,
      secure,
    ),
    ...when(
      isBare,
      'stream_url',
      'missing_scheme',
      'This URL does not begin with rtmp:// or rtmps://.',
      secureAddress(`rtmp://${streamUrl}`) ?? `rtmp://${streamUrl}`,
    ),
    ...when(
      isUnusual,
      'stream_url',
      'unusual_scheme',
      isBroken
        ? 'A stream URL begins with rtmps:// or rtmp://, once.'
        : 'A stream URL usually begins with rtmps:// or rtmp://. Check that this is the URL to send to, not the page to watch.',
      isBroken ? repairedUrl : undefined,
    ),
  ];
}

function keyWarnings(values: Values): PasteWarning[] {
  const { streamUrl, streamKey, pageUrl } = values;
  if (streamKey === '') return [];
  const isAddressLike = isAddress(streamKey) || (streamUrl !== '' && streamKey === streamUrl);
  const hidden = isHidden(streamKey);
  const placeholder = !hidden && isPlaceholder(streamKey);
  const expected = presetOf(streamUrl, streamKey);
  const actual = serviceOfKey(streamKey);
  const isOther =
    actual !== undefined &&
    expected.service !== 'custom' &&
    actual.service !== expected.service &&
    !expected.key?.test(streamKey);
  return [
    ...when(
      hidden,
      'stream_key',
      'key_is_hidden',
      'These are the dots that hide the stream key. Show the key at the service, then copy it again.',
    ),
    ...when(
      placeholder,
      'stream_key',
      'key_is_placeholder',
      'This only says where the stream key belongs. Enter the key itself.',
    ),
    ...when(
      isOther,
      'stream_key',
      'service_mismatch',
      `This looks like a stream key of ${actual?.name ?? ''}, but the stream URL is one of ${expected.name}.`,
    ),
    ...when(
      hasEntities(streamKey),
      'stream_key',
      'key_has_entities',
      'This stream key has “&amp;” in it, which is how the source of a web page writes “&”. Replace it with “&”.',
    ),
    ...when(
      /\s/.test(streamKey) && !placeholder && !hidden,
      'stream_key',
      'key_has_spaces',
      'This stream key has spaces in it. Keys rarely do: check that nothing else was copied with it.',
    ),
    ...when(
      isAddressLike,
      'stream_key',
      'key_is_address',
      'This looks like a URL. Copy the stream key from the service.',
    ),
    ...when(
      streamKey.length < MIN_KEY_LENGTH,
      'stream_key',
      'key_is_short',
      'This is short for a stream key. Check that all of it was copied.',
    ),
    ...when(
      streamKey === pageUrl,
      'stream_key',
      'key_is_page',
      'The stream key is the same as the watch page. One of them was pasted into the wrong field.',
    ),
  ];
}

function pageWarnings({ streamUrl, streamKey, pageUrl }: Values): PasteWarning[] {
  if (pageUrl === '') return [];
  const { scheme } = addressParts(pageUrl);
  const isIngest = pageUrl === streamUrl || ['rtmp', 'rtmps', 'srt'].includes(scheme);
  const isHttp = scheme === 'http' || scheme === 'https';
  const offered = isIngest || isHttp ? undefined : withHttps(pageUrl);
  const ascii = isHttp ? asciiPage(pageUrl) : undefined;
  const expected = presetOf(streamUrl, streamKey);
  const actual = serviceOfPage(offered ?? pageUrl);
  const isOther =
    !isIngest &&
    actual !== undefined &&
    streamUrl !== '' &&
    expected.service !== 'custom' &&
    expected.forwards !== true &&
    expected.page !== undefined &&
    actual.service !== expected.service;
  return [
    ...when(
      isIngest,
      'page_url',
      'page_is_ingest',
      'This is where the stream is sent, not where people watch it. Copy the URL of the watch page.',
    ),
    ...when(
      !isIngest && !isHttp,
      'page_url',
      'page_scheme',
      'The URL of a watch page begins with https://.',
      offered,
    ),
    ...when(
      ascii !== undefined && ascii !== pageUrl,
      'page_url',
      'page_not_ascii',
      'Zoom accepts only plain letters in this URL. Uplink saves the encoded form, which leads to the same page.',
      ascii === pageUrl ? undefined : ascii,
    ),
    ...when(
      isOther,
      'page_url',
      'service_mismatch',
      `This is a page of ${actual?.name ?? ''}, but the stream URL is one of ${expected.name}.`,
    ),
  ];
}

/** The page with the scheme that was left out, if the rest is a host and what follows it. */
function withHttps(pageUrl: string): string | undefined {
  const isBare = /^[\p{L}\p{N}-]{1,63}(\.[\p{L}\p{N}-]{1,63}){1,9}(:[0-9]{1,5})?([/?#]\S*)?$/u.test(pageUrl);
  return isBare ? asciiPage(`https://${pageUrl.replace(/^\/+/, '')}`) : undefined;
}

function when(
  isSo: boolean,
  field: PasteWarning['field'],
  code: WarningCode,
  message: string,
  suggestion?: string,
): PasteWarning[] {
  return isSo ? [{ field, code, message, ...(suggestion === undefined ? {} : { suggestion }) }] : [];
}
