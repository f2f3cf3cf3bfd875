import { addressParts, isAddress, isBareAddress } from './address.ts';
import { presetOf, secureAddress } from './services.ts';

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
  'page_is_ingest',
  'page_scheme',
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

const LEAST_KEY_LENGTH = 4;

/** What is unusual about where a stream is to go; nothing is said of what is empty. */
export function warningsOf(values: Values): PasteWarning[] {
  return [...addressWarnings(values), ...keyWarnings(values), ...pageWarnings(values)];
}

function addressWarnings({ streamUrl, streamKey }: Values): PasteWarning[] {
  if (streamUrl === '') return [];
  const { scheme, authority, path } = addressParts(streamUrl);
  const isIngest = scheme === 'rtmp' || scheme === 'rtmps';
  const endsInKey =
    streamKey !== '' && isIngest && path.endsWith(`/${streamKey}`) && streamUrl.endsWith(`/${streamKey}`);
  return [
    ...schemeWarnings(streamUrl, scheme),
    ...when(
      authority.includes('@'),
      'stream_url',
      'user_info',
      'This address holds a user name or password. Zoom’s form has no place for them: remove what stands before the @.',
    ),
    ...when(
      endsInKey,
      'stream_url',
      'key_in_address',
      'This address ends in the stream key. The key belongs in its own field only.',
      endsInKey ? streamUrl.slice(0, -streamKey.length - 1) : undefined,
    ),
  ];
}

function schemeWarnings(streamUrl: string, scheme: string): PasteWarning[] {
  const secure = secureAddress(streamUrl);
  const isBare = scheme === '' && isBareAddress(streamUrl);
  const isUnusual = !isBare && scheme !== 'rtmp' && scheme !== 'rtmps';
  return [
    ...when(
      secure !== undefined,
      'stream_url',
      'insecure_scheme',
      `${presetOf(streamUrl).name} takes encrypted streams too. Use its rtmps address, so that nobody on the way reads the key.`,
      secure,
    ),
    ...when(
      isBare,
      'stream_url',
      'missing_scheme',
      'This address does not begin with rtmp:// or rtmps://.',
      secureAddress(`rtmp://${streamUrl}`) ?? `rtmp://${streamUrl}`,
    ),
    ...when(
      isUnusual,
      'stream_url',
      'unusual_scheme',
      'A stream address usually begins with rtmps:// or rtmp://. Check that this is the address to send to, not the page to watch.',
    ),
  ];
}

function keyWarnings({ streamUrl, streamKey, pageUrl }: Values): PasteWarning[] {
  if (streamKey === '') return [];
  const isAddressLike = isAddress(streamKey) || (streamUrl !== '' && streamKey === streamUrl);
  return [
    ...when(
      /\s/.test(streamKey),
      'stream_key',
      'key_has_spaces',
      'This stream key has spaces in it. Keys rarely do: check that nothing else was copied along.',
    ),
    ...when(
      isAddressLike,
      'stream_key',
      'key_is_address',
      'This looks like an address. Copy the stream key from the service.',
    ),
    ...when(
      streamKey.length < LEAST_KEY_LENGTH,
      'stream_key',
      'key_is_short',
      'This is short for a stream key. Check that all of it was copied.',
    ),
    ...when(
      streamKey === pageUrl,
      'stream_key',
      'key_is_page',
      'The stream key is the same as the page address. One of them was pasted into the wrong field.',
    ),
  ];
}

function pageWarnings({ streamUrl, pageUrl }: Values): PasteWarning[] {
  if (pageUrl === '') return [];
  const { scheme } = addressParts(pageUrl);
  const isIngest = pageUrl === streamUrl || ['rtmp', 'rtmps', 'srt'].includes(scheme);
  return [
    ...when(
      isIngest,
      'page_url',
      'page_is_ingest',
      'This is where the stream is sent, not where people watch it. Copy the address of the page to watch.',
    ),
    ...when(
      !isIngest && scheme !== 'http' && scheme !== 'https',
      'page_url',
      'page_scheme',
      'The address of a page begins with https://.',
    ),
  ];
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
