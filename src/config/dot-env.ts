import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Environment } from './variable.ts';

/**
 * The environment with what a `.env` file adds to it, for development: in production the file is not even
 * opened. What is set already wins. `NODE_ENV` is not taken from the file, which would contradict itself.
 * A file that isn't there adds nothing; one that can't be read throws.
 */
export function readDotEnv(path: string, env: Environment): Environment {
  if (env.NODE_ENV?.trim() === 'production') return env;
  const { NODE_ENV: _, ...additions } = parseEnv(contentOf(path));
  return { ...additions, ...env };
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
