import { accessSync, constants } from 'node:fs';
import { isIP, isIPv4 } from 'node:net';
import { Secret } from '../crypto/secret.ts';
import { InvalidPostgresUrlError } from '../postgres-url/error.ts';
import { parsePostgresUrl } from '../postgres-url/parse.ts';
import { InvalidValueError } from './variable.ts';

/**
 * An origin (RFC 6454) as `URL` writes it, without a slash at its end. Encrypted, or on this machine: what
 * is sent there is worth reading on the way.
 */
export function origin(text: string): string {
  const url = webAddress(text);
  if (url.href !== `${url.origin}/`) throw new InvalidValueError('has more in it than scheme, host and port');
  return url.origin;
}

/** What paths that begin with a slash are put behind: an origin and perhaps a path, no slash at its end. */
export function urlPrefix(text: string): string {
  const url = webAddress(text);
  if (url.href !== url.origin + url.pathname) {
    throw new InvalidValueError('has more in it than scheme, host, port and path');
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** What to listen on: an address, or a name that resolves to one. */
export function host(text: string): string {
  if (isIP(text) || /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text)) return text;
  throw new InvalidValueError('is neither an address nor a host name');
}

/** A secret, because it usually holds a password. */
export function databaseUrl(text: string): Secret {
  try {
    const { tls } = parsePostgresUrl(text);
    for (const [name, file] of Object.entries({
      sslrootcert: tls.rootCertificate === 'system' ? undefined : tls.rootCertificate,
      sslcert: tls.certificate,
      sslkey: tls.key,
    })) {
      if (file !== undefined && !isReadable(file))
        throw new InvalidValueError(`names a file in ${name} that cannot be read`);
    }
  } catch (error) {
    throw error instanceof InvalidPostgresUrlError ? new InvalidValueError(error.message) : error;
  }
  return new Secret(text);
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function webAddress(text: string): URL {
  // `URL` quietly repairs backslashes and drops line breaks; what was meant is then a guess.
  if (!/^https?:\/\/[^\s\\]+$/i.test(text)) throw new InvalidValueError('is not an http or https URL');
  const url = parsed(text);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new InvalidValueError('is http to another machine than this one');
  }
  return url;
}

/** By name or number only, never by what a name resolves to: that can change after the check. */
function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIPv4(hostname) && hostname.startsWith('127.');
}

function parsed(text: string): URL {
  // The error of `new URL` carries its input, which may hold a password.
  if (!URL.canParse(text)) throw new InvalidValueError('is not a URL');
  return new URL(text);
}
