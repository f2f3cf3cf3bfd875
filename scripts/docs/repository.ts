import { existsSync, readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** The files that the checks of the documentation read. Tests replace some of them. */
export interface Repository {
  exists(path: string): boolean;
  /** Text of a file. */
  read(path: string): string;
  /** Paths of the server's source files: without the user interface and generated code. */
  serverFiles(): string[];
}

export const repository: Repository = {
  exists: (path) => existsSync(new URL(path, root)),
  read: (path) => readFileSync(new URL(path, root), 'utf8'),
  serverFiles: () =>
    readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/^ui\/|generated\//.test(file))
      .map((file) => `src/${file}`),
};
