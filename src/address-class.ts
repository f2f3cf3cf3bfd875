import { BlockList, isIPv6 } from 'node:net';

export type AddressClass = `${'loopback' | 'private' | 'public'} ${'IPv4' | 'IPv6'}`;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** RFC 1918, RFC 6598, link-local and unique local addresses. */
const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const)
  privateNetworks.addSubnet(network, prefix, 'ipv4');
privateNetworks.addSubnet('fc00::', 7, 'ipv6');
privateNetworks.addSubnet('fe80::', 10, 'ipv6');

/**
 * A coarse class of a client address for the log. It distinguishes a misconfigured proxy from the
 * internet without storing personal data.
 *
 * @param ip as in `request.ip`; IPv4 mapped to IPv6 counts as IPv4
 */
export function addressClass(ip: string): AddressClass {
  const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip.replace(/%.*$/, '');
  const family = isIPv6(address) ? 'IPv6' : 'IPv4';
  const type = family === 'IPv6' ? 'ipv6' : 'ipv4';
  if (loopback.check(address, type)) return `loopback ${family}`;
  return privateNetworks.check(address, type) ? `private ${family}` : `public ${family}`;
}
