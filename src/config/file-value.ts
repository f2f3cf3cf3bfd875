import { closeSync, openSync, readSync } from 'node:fs';
import { InvalidValueError } from './invalid-value-error.ts';

/** Maximum size of a file with a value (bytes). A larger one is not the file that was meant. */
const MAX_BYTES = 64 * 1024;

/**
 * The text of a variable: its own value, or the content of the file that `NAME_FILE` names, which is
 * how Docker, Kubernetes and systemd pass secrets. Surrounding white space is removed. Empty if
 * neither is set.
 * @throws {InvalidValueError} if both are set, or the file can't be read or is empty; without the
 * path, which may have been mistaken for the value
 */
export function textOf(name: string, env: Readonly<Record<string, string | undefined>>): string {
  const value = env[name]?.trim() ?? '';
  const path = env[`${name}_FILE`]?.trim() ?? '';
  if (path === '') return value;
  if (value !== '') throw new InvalidValueError(`and ${name}_FILE are both set`);
  const text = contentOf(path).trim();
  if (text === '') throw new InvalidValueError('is missing, because the file in its _FILE variable is empty');
  return text;
}

function contentOf(path: string): string {
  const buffer = Buffer.alloc(MAX_BYTES + 1);
  const length = readInto(buffer, path);
  if (length > MAX_BYTES) throw unreadable('is larger than 64 KiB');
  return buffer.toString('utf8', 0, length);
}

function readInto(buffer: Buffer, path: string): number {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    let length = 0;
    for (;;) {
      const count = readSync(descriptor, buffer, length, buffer.length - length, null);
      length += count;
      if (count === 0 || length === buffer.length) return length;
    }
  } catch (error) {
    throw unreadable(reasonOf(error));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function unreadable(reason: string): InvalidValueError {
  return new InvalidValueError(`can't be read, because the file in its _FILE variable ${reason}`);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'is not readable for this user';
  if (code === 'EISDIR') return 'is a directory';
  return 'could not be opened';
}
