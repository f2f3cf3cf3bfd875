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

/**
 * A warning to check before saving. It never prevents saving, and its message never contains a
 * value.
 */
export interface PasteWarning {
  field: 'stream_url' | 'stream_key' | 'page_url';
  code: WarningCode;
  /** For the host. */
  message: string;
  /** Suggested value for the field. */
  suggestion?: string;
}

export interface Values {
  streamUrl: string;
  streamKey: string;
  pageUrl: string;
}

const MIN_KEY_LENGTH = 4;

/** Warnings about a stream URL, stream key and watch page. Empty values have none. */
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
      'Zoom doesn’t support a user name or password in the URL. Remove the part before the @.',
    ),
    ...when(
      shorter !== streamUrl,
      'stream_url',
      'key_in_address',
      'This URL ends with the stream key. Enter the key only in its own field.',
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
      `${presetOf(streamUrl).name} supports encrypted streaming. Switch to rtmps to protect your key.`,
      secure,
    ),
    ...when(
      isBare,
      'stream_url',
      'missing_scheme',
      'Stream URLs start with rtmp:// or rtmps://.',
      secureAddress(`rtmp://${streamUrl}`) ?? `rtmp://${streamUrl}`,
    ),
    ...when(
      isUnusual,
      'stream_url',
      'unusual_scheme',
      isBroken
        ? 'This URL has a malformed or repeated rtmp:// prefix.'
        : 'Stream URLs usually start with rtmps:// or rtmp://. Check that this isn’t the watch page.',
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
      'This stream key is masked. Reveal it in your streaming service, then copy it again.',
    ),
    ...when(
      placeholder,
      'stream_key',
      'key_is_placeholder',
      'This is a placeholder. Enter the stream key itself.',
    ),
    ...when(
      isOther,
      'stream_key',
      'service_mismatch',
      `This looks like a ${actual?.name ?? ''} stream key, but the stream URL belongs to ${expected.name}.`,
    ),
    ...when(
      hasEntities(streamKey),
      'stream_key',
      'key_has_entities',
      'This stream key contains “&amp;”, the HTML code for “&”. Replace it with “&”.',
    ),
    ...when(
      /\s/.test(streamKey) && !placeholder && !hidden,
      'stream_key',
      'key_has_spaces',
      'This stream key contains spaces. Check that you copied only the key.',
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
      'This key looks too short. Check that you copied all of it.',
    ),
    ...when(
      streamKey === pageUrl,
      'stream_key',
      'key_is_page',
      'The stream key and the watch page are the same. Check both fields.',
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
      'This is a streaming server, not a web page. Enter the page where people watch.',
    ),
    ...when(!isIngest && !isHttp, 'page_url', 'page_scheme', 'Watch pages start with https://.', offered),
    ...when(
      ascii !== undefined && ascii !== pageUrl,
      'page_url',
      'page_not_ascii',
      'Zoom accepts only ASCII characters here. Uplink saves an encoded URL that opens the same page.',
      ascii === pageUrl ? undefined : ascii,
    ),
    ...when(
      isOther,
      'page_url',
      'service_mismatch',
      `This is a ${actual?.name ?? ''} page, but the stream URL belongs to ${expected.name}.`,
    ),
  ];
}

/** Adds the missing https:// if the text is a host with an optional path. */
function withHttps(pageUrl: string): string | undefined {
  const isBare = /^[\p{L}\p{N}-]{1,63}(\.[\p{L}\p{N}-]{1,63}){1,9}(:[0-9]{1,5})?([/?#]\S*)?$/u.test(pageUrl);
  return isBare ? asciiPage(`https://${pageUrl.replace(/^\/+/, '')}`) : undefined;
}

function when(
  condition: boolean,
  field: PasteWarning['field'],
  code: WarningCode,
  message: string,
  suggestion?: string,
): PasteWarning[] {
  return condition ? [{ field, code, message, ...(suggestion === undefined ? {} : { suggestion }) }] : [];
}
