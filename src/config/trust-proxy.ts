import { isIP } from 'node:net';
import { InvalidValueError } from './invalid-value-error.ts';

/**
 * Proxies whose `X-Forwarded-For` is trusted: none, a number of proxies in front, or a list of
 * addresses.
 */
export type TrustProxy = false | number | readonly string[];

const RANGE_NAMES = new Set(['loopback', 'linklocal', 'uniquelocal']);
const MAX_HOPS = 32;

/**
 * Parses the values of Fastify's `trustProxy`, except those that would let a client choose its own
 * address.
 */
export function trustProxy(text: string): TrustProxy {
  if (text === 'off' || text === 'false' || text === '0') return false;
  if (text === 'true') throw new InvalidValueError('would let every client choose its own address');
  if (/^\d+$/.test(text)) return hops(Number(text));
  const proxies = text.split(',').map((proxy) => proxy.trim());
  if (!proxies.every(isProxy)) throw new InvalidValueError('is neither a hop count nor a list of proxies');
  return proxies;
}

/**
 * Converts the setting to Fastify's option. A hop count becomes a function, because Fastify trusts
 * no proxy if it is given a number: it cannot know that the nearest machine is a proxy. An operator
 * who configures a count states that it is.
 */
export function trustProxyOption(trusted: TrustProxy): false | string[] | TrustFunction {
  if (trusted === false) return false;
  if (typeof trusted === 'number') return (_address, hop) => hop < trusted;
  return [...trusted];
}

type TrustFunction = (address: string, hop: number) => boolean;

function hops(count: number): number {
  if (count > MAX_HOPS) throw new InvalidValueError(`counts more than ${MAX_HOPS} proxies`);
  return count;
}

function isProxy(proxy: string): boolean {
  if (RANGE_NAMES.has(proxy)) return true;
  const [address = '', prefix, ...rest] = proxy.split('/');
  if (rest.length > 0 || address.includes('%')) return false;
  const version = isIP(address);
  return version !== 0 && (prefix === undefined || isPrefixLength(prefix, version === 4 ? 32 : 128));
}

/** Excludes 0, which would match every address. */
function isPrefixLength(text: string, max: number): boolean {
  return /^[1-9]\d{0,2}$/.test(text) && Number(text) <= max;
}
