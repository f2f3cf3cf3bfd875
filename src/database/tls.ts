import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { isLoopback } from '../postgres-url/loopback.ts';
import type { TlsParameters } from '../postgres-url/parameters.ts';
import type { HostAddress } from '../postgres-url/parse.ts';

/**
 * Root certificates that libpq trusts if the URL names none ("SSL Support" in PostgreSQL's manual).
 */
const defaultRootCertificate = () => join(homedir(), '.postgresql', 'root.crt');

/**
 * TLS options equivalent to libpq's `sslmode`, if TLS is used. `verify-full` verifies chain and
 * host name, `verify-ca` the chain, and the other modes nothing. With a root certificate, libpq
 * treats `require` as `verify-ca`.
 * @throws {Error} of the file system, if a certificate or key cannot be read
 */
export function tlsOptions(tls: TlsParameters): ConnectionOptions {
  const root = rootCertificate(tls);
  const isVerified =
    tls.mode === 'verify-full' || tls.mode === 'verify-ca' || (tls.mode === 'require' && root);
  return {
    rejectUnauthorized: Boolean(isVerified),
    ...(isVerified && tls.mode !== 'verify-full' ? { checkServerIdentity: () => undefined } : {}),
    ...(root === undefined ? {} : { ca: readFileSync(root) }),
    ...(tls.certificate === undefined ? {} : { cert: readFileSync(tls.certificate) }),
    ...(tls.key === undefined ? {} : { key: readFileSync(tls.key) }),
    ...(tls.keyPassword === undefined ? {} : { passphrase: tls.keyPassword }),
  };
}

/** Undefined to trust the root certificates of Node.js. */
function rootCertificate({ mode, rootCertificate: named }: TlsParameters): string | undefined {
  if (named === 'system' || mode === undefined || mode === 'allow' || mode === 'prefer') return undefined;
  if (named !== undefined) return named;
  return existsSync(defaultRootCertificate()) ? defaultRootCertificate() : undefined;
}

/** Whether TLS is required, disabled, or used if the server offers it. */
export function tlsUse({ mode }: TlsParameters, { host }: HostAddress): 'always' | 'never' | 'if offered' {
  if (host.startsWith('/') || mode === 'disable') return 'never';
  if (mode === undefined) return isLoopback(host) ? 'never' : 'if offered';
  return mode === 'allow' || mode === 'prefer' ? 'if offered' : 'always';
}

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Whether a server accepts TLS ("SSL Session Encryption" of PostgreSQL's protocol). */
export function offersTls({ host, port }: HostAddress, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    socket.on('connect', () => socket.write(SSL_REQUEST));
    socket.on('data', (bytes) => {
      resolve(bytes[0] === 0x53);
      socket.destroy();
    });
    socket.on('timeout', () => socket.destroy(new Error('timeout expired')));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('Connection terminated unexpectedly')));
  });
}
