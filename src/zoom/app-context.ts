import { type AesGcmMessage, decryptAesGcm } from '../crypto/aes-gcm.ts';
import { sha256 } from '../crypto/hash.ts';
import type { Secret } from '../crypto/secret.ts';
import { isRecord } from './lenient-schema.ts';

/** Where in Zoom's client the app was opened, and by which user, as authenticated by Zoom. */
export interface AppContext {
  /**
   * `meeting` or `webinar` inside one, `panel` in the client's main window. Zoom has other types
   * too.
   */
  type: string;
  /** Zoom user id; null if Zoom sends none, for example for a guest. */
  userId: string | null;
}

export interface AppContextOptions {
  clientId: string;
  clientSecret: Secret;
  /** Epoch milliseconds. */
  now: number;
}

const ISSUER = 'marketplace.zoom.us';
const TAG_LENGTH = 16;
const MAX_LENGTH = 8_192;
/** Tolerance for a difference between Zoom's clock and ours (milliseconds). */
const CLOCK_TOLERANCE_MS = 30_000;
/** A smaller number is a time in seconds: in milliseconds it would be before 1973. */
const MIN_MS = 100_000_000_000;

/**
 * Reads the header `x-zoom-app-context`, which Zoom's client sends with the first request for an
 * app's page. It is encrypted with AES-256-GCM and the SHA-256 of the client secret as key, so only
 * Zoom can have created it (Zoom's documentation, "Zoom App context"). Returns undefined if the
 * header is not authentic, has expired, or was created for another app.
 */
export function readAppContext(header: string, options: AppContextOptions): AppContext | undefined {
  const message = parseHeader(header);
  if (message === undefined) return undefined;
  try {
    const plaintext = decryptAesGcm(sha256(options.clientSecret.reveal()), message);
    return contextOf(JSON.parse(plaintext.toString('utf8')), options);
  } catch {
    return undefined;
  }
}

/**
 * The format, in base64 or base64url: IV length (1 byte), IV, length of the additional data (2,
 * little endian), additional data, ciphertext length (4, little endian), ciphertext, tag.
 */
function parseHeader(header: string): AesGcmMessage | undefined {
  if (header.length > MAX_LENGTH || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(header)) return undefined;
  const bytes = Buffer.from(header, 'base64');
  let at = 0;
  const take = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  try {
    const iv = take(take(1).readUInt8());
    const additionalData = take(take(2).readUInt16LE());
    const ciphertext = take(take(4).readUInt32LE());
    const tag = take(TAG_LENGTH);
    // Bytes after the tag would not be authenticated.
    return at === bytes.length ? { iv, additionalData, ciphertext, tag } : undefined;
  } catch {
    return undefined;
  }
}

function contextOf(claims: unknown, { clientId, now }: AppContextOptions): AppContext | undefined {
  if (!isRecord(claims)) return undefined;
  const { typ, uid, aud, iss, exp } = claims;
  const isCurrent = typeof exp === 'number' && milliseconds(exp) + CLOCK_TOLERANCE_MS > now;
  if (!isCurrent || aud !== clientId || (iss !== undefined && iss !== ISSUER)) return undefined;
  if (typeof typ !== 'string' || !/^[a-z_]{1,32}$/i.test(typ)) return undefined;
  return { type: typ.toLowerCase(), userId: typeof uid === 'string' && uid !== '' ? uid : null };
}

function milliseconds(time: number): number {
  return time < MIN_MS ? time * 1000 : time;
}
