import { type AesGcmMessage, decryptAesGcm } from '../crypto/aes-gcm.ts';
import { sha256 } from '../crypto/hash.ts';
import type { Secret } from '../crypto/secret.ts';
import { isRecord } from './lenient-schema.ts';

/** Where in Zoom's client the app was opened, and by whom; Zoom vouches for it. */
export interface AppContext {
  /** `meeting` and `webinar` inside one, `panel` in the client's own window; Zoom has others too. */
  type: string;
  /** Zoom user id; null where Zoom names none, as for a guest. */
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
/** Zoom's clock and ours may differ by this (milliseconds). */
const LEEWAY = 30_000;
/** Below this a time is meant in seconds: as milliseconds it would lie in 1973. */
const MIN_MS = 100_000_000_000;

/**
 * Reads the header `x-zoom-app-context` of the first request that Zoom's client makes for an app's page: sealed with AES-256-GCM
 * under the SHA-256 of the client secret, so that nobody but Zoom can have made it (Zoom's documentation, "Zoom App context").
 * Undefined for whatever is not authentic, has expired, or is meant for another app.
 */
export function readAppContext(header: string, options: AppContextOptions): AppContext | undefined {
  const message = takenApart(header);
  if (message === undefined) return undefined;
  try {
    const plaintext = decryptAesGcm(sha256(options.clientSecret.reveal()), message);
    return contextOf(JSON.parse(plaintext.toString('utf8')), options);
  } catch {
    return undefined;
  }
}

/** Base64 or base64url of: length of the IV (1 byte), IV, length of the additional data (2, little endian), these, length of the ciphertext (4), this, tag. */
function takenApart(header: string): AesGcmMessage | undefined {
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
    // Nothing is missing, and nothing follows that would not be authenticated.
    return at === bytes.length ? { iv, additionalData, ciphertext, tag } : undefined;
  } catch {
    return undefined;
  }
}

function contextOf(claims: unknown, { clientId, now }: AppContextOptions): AppContext | undefined {
  if (!isRecord(claims)) return undefined;
  const { typ, uid, aud, iss, exp } = claims;
  const isCurrent = typeof exp === 'number' && milliseconds(exp) + LEEWAY > now;
  if (!isCurrent || aud !== clientId || (iss !== undefined && iss !== ISSUER)) return undefined;
  if (typeof typ !== 'string' || !/^[a-z_]{1,32}$/i.test(typ)) return undefined;
  return { type: typ.toLowerCase(), userId: typeof uid === 'string' && uid !== '' ? uid : null };
}

function milliseconds(time: number): number {
  return time < MIN_MS ? time * 1000 : time;
}
