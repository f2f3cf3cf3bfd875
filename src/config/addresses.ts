import { isIP, isIPv4 } from 'node:net';
import { Secret } from '../crypto/secret.ts';
import { Malformed } from './variable.ts';

/**
 * An origin (RFC 6454) as `URL` writes it, without a slash at its end. Encrypted, or on this machine: what
 * is sent there is worth reading on the way.
 */
export function origin(text: string): string {
  const url = webAddress(text);
  if (url.href !== `${url.origin}/`) throw new Malformed('has more in it than scheme, host and port');
  return url.origin;
}

/** What paths that begin with a slash are put behind: an origin and perhaps a path, no slash at its end. */
export function urlPrefix(text: string): string {
  const url = webAddress(text);
  if (url.href !== url.origin + url.pathname) {
    throw new Malformed('has more in it than scheme, host, port and path');
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** What to listen on: an address, or a name that resolves to one. */
export function host(text: string): string {
  if (isIP(text) || /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text)) return text;
  throw new Malformed('is neither an address nor a host name');
}

/** A secret, because it usually holds a password. */
export function databaseUrl(text: string): Secret {
  const { protocol } = parsed(text);
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') throw new Malformed('is not a PostgreSQL URL');
  return new Secret(text);
}

function webAddress(text: string): URL {
  // `URL` quietly repairs backslashes and drops line breaks; what was meant is then a guess.
  if (!/^https?:\/\/[^\s\\]+$/i.test(text)) throw new Malformed('is not an http or https URL');
  const url = parsed(text);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new Malformed('is http to another machine than this one');
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
  if (!URL.canParse(text)) throw new Malformed('is not a URL');
  return new URL(text);
}
