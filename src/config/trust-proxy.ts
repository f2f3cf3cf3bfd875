import { isIP } from 'node:net';
import { InvalidValueError } from './variable.ts';

/** Whose `X-Forwarded-For` is believed: nobody's, that of so many proxies in front, or that of these. */
export type TrustProxy = false | number | readonly string[];

const RANGE_NAMES = new Set(['loopback', 'linklocal', 'uniquelocal']);
const MAX_HOPS = 32;

/** As Fastify's `trustProxy` takes it, except for what would let a client choose its own address. */
export function trustProxy(text: string): TrustProxy {
  if (text === 'off' || text === 'false' || text === '0') return false;
  if (text === 'true') throw new InvalidValueError('would let every client say what its address is');
  if (/^\d+$/.test(text)) return hops(Number(text));
  const proxies = text.split(',').map((proxy) => proxy.trim());
  if (!proxies.every(isProxy)) throw new InvalidValueError('is neither a hop count nor a list of proxies');
  return proxies;
}

/**
 * The same as an option for Fastify. A hop count becomes a function, because Fastify trusts nobody when it
 * is given a number: it can't know that the nearest machine is a proxy. Who configures a count says so.
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

/** Not 0: that is everybody. */
function isPrefixLength(text: string, max: number): boolean {
  return /^[1-9]\d{0,2}$/.test(text) && Number(text) <= max;
}
