import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDirectory } from './package-directory.ts';

/** The version in package.json. */
export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
