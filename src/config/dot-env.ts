import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Environment } from './variable.ts';

/**
 * Adds the variables of a `.env` file to the environment, in development only: in production the
 * file is not opened. Existing variables win. `NODE_ENV` is never read from the file, because it
 * decides whether the file is read. A missing file adds nothing; an unreadable one throws.
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
