import { accessSync, constants } from 'node:fs';
import { isIP, isIPv4 } from 'node:net';
import { Secret } from '../crypto/secret.ts';
import { InvalidPostgresUrlError } from '../postgres-url/error.ts';
import { parsePostgresUrl } from '../postgres-url/parse.ts';
import { InvalidValueError } from './invalid-value-error.ts';

/**
 * Parses an origin (RFC 6454), without a trailing slash. It must be https or on this machine,
 * because secrets are sent to it.
 */
export function origin(text: string): string {
  const url = webAddress(text);
  if (url.href !== `${url.origin}/`) throw new InvalidValueError('has more than scheme, host and port');
  return url.origin;
}

/** Parses a prefix of paths: an origin with an optional path, without a trailing slash. */
export function urlPrefix(text: string): string {
  const url = webAddress(text);
  if (url.href !== url.origin + url.pathname) {
    throw new InvalidValueError('has more than scheme, host, port and path');
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Parses the host to listen on: an address, or a name that resolves to one. */
export function host(text: string): string {
  if (isIP(text) || /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text)) return text;
  throw new InvalidValueError('is neither an address nor a host name');
}

/** Parses a PostgreSQL URL. The result is a secret, because it usually contains a password. */
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
  // `URL` silently converts backslashes and removes line breaks, which hides mistakes.
  if (!/^https?:\/\/[^\s\\]+$/i.test(text)) throw new InvalidValueError('is not an http or https URL');
  const url = parsed(text);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new InvalidValueError('is http to another machine');
  }
  return url;
}

/** Compares names and numbers only. What a name resolves to could change after the check. */
function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIPv4(hostname) && hostname.startsWith('127.');
}

function parsed(text: string): URL {
  // The error of `new URL` contains its input, which may contain a password.
  if (!URL.canParse(text)) throw new InvalidValueError('is not a URL');
  return new URL(text);
}
