import { isLoopback } from './loopback.ts';
import { parsePostgresUrl } from './parse.ts';

/**
 * Whether a connection to another machine may be unencrypted although the operator did not choose
 * that: without TLS being required, an attacker on the network can pretend that the server has
 * none. `sslmode=disable` is a choice.
 */
export function isTlsOptional(url: string): boolean {
  const { hosts, tls } = parsePostgresUrl(url);
  if (tls.mode !== undefined && tls.mode !== 'allow' && tls.mode !== 'prefer') return false;
  return hosts.some(({ host }) => !host.startsWith('/') && !isLoopback(host));
}
