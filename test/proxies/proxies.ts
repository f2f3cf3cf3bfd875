import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Test } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { freePort } from '../helpers/free-port.ts';
import { startProgram } from '../helpers/program.ts';

const run = promisify(execFile);
const deploy = (path: string) => fileURLToPath(new URL(`../../deploy/${path}`, import.meta.url));

/** A proxy in front of an instance, on https://localhost. */
export interface ReverseProxy {
  port: number;
  /** The certificate authority of the proxy's certificate (PEM). */
  ca: string;
  /** Everything that the proxy has written to its output and its logs. */
  logs(): Promise<string>;
}

interface Upstream {
  /** The port of the app. */
  port: number;
  /** The port that browsers use. */
  publicPort: number;
}

async function temporaryFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'uplink-proxy-'));
  // If root starts nginx, its workers run as another user.
  await chmod(folder, 0o755);
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts Caddy with deploy/caddy/Caddyfile, unchanged. For localhost, Caddy signs a certificate itself. */
export async function startCaddy(t: Test, { port, publicPort }: Upstream): Promise<ReverseProxy> {
  const folder = await temporaryFolder(t);
  const env = {
    HOME: folder,
    XDG_DATA_HOME: folder,
    UPLINK_DOMAIN: 'localhost',
    UPLINK_INSTANCES: `127.0.0.1:${port}`,
    HTTP_PORT: String(await freePort()),
    HTTPS_PORT: String(publicPort),
  };
  const args = ['run', '--config', deploy('caddy/Caddyfile'), '--adapter', 'caddyfile'];
  const output = await startProgram(t, 'caddy', { args, port: publicPort, env });
  const authority = join(folder, 'caddy/pki/authorities/local/root.crt');
  const read = () => readFile(authority, 'utf8').catch(() => '');
  if (!(await eventually(async () => (await read()) !== ''))) throw new Error(`no certificate: ${output()}`);
  return { port: publicPort, ca: await read(), logs: async () => output() };
}

/** Starts nginx with deploy/nginx/uplink.conf. Only its addresses, host name and files are replaced. */
export async function startNginx(t: Test, { port, publicPort }: Upstream): Promise<ReverseProxy> {
  const folder = await temporaryFolder(t);
  const certificate = join(folder, 'fullchain.pem');
  const key = join(folder, 'privkey.pem');
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...[
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      key,
      '-out',
      certificate,
    ],
  ]);
  const site = replaceAll(await readFile(deploy('nginx/uplink.conf'), 'utf8'), [
    ['listen [::]:80;', ''],
    ['listen [::]:443 ssl http2;', ''],
    ['listen 80;', `listen 127.0.0.1:${await freePort()};`],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${publicPort} ssl http2;`],
    ['127.0.0.1:3000', `127.0.0.1:${port}`],
    ['/etc/letsencrypt/live/uplink.example.com/', `${folder}/`],
    ['/var/log/nginx/', `${folder}/`],
    ['uplink.example.com', 'localhost'],
  ]);
  await writeFile(join(folder, 'uplink.conf'), site);
  const config = join(folder, 'nginx.conf');
  await writeFile(
    config,
    `daemon off; pid ${folder}/nginx.pid; error_log stderr;
events {}
http {
  include /etc/nginx/mime.types;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  include ${folder}/uplink.conf;
}
`,
  );
  const output = await startProgram(t, 'nginx', {
    args: ['-c', config],
    port: publicPort,
    endSignal: 'SIGTERM',
  });
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  return {
    port: publicPort,
    ca: await read('fullchain.pem'),
    logs: async () => output() + (await read('uplink.access.log')) + (await read('uplink.error.log')),
  };
}

/** Replaces each text, which must occur. */
function replaceAll(text: string, replacements: [string, string][]): string {
  return replacements.reduce((current, [from, to]) => {
    if (!current.includes(from)) throw new Error(`the configuration has no ${from}`);
    return current.replaceAll(from, to);
  }, text);
}
