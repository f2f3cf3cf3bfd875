// Part of the production build: runs its files with V8's code cache, which `code-cache.js` stores.
// Without it, compiling them takes more than a third of the CPU time of a start.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

export const CACHE = join(import.meta.dirname, 'code-cache');

/** Files that were loaded, by their path: the module, its script and the path of its cache. */
export const loaded = new Map();

/** Runs an entry of the build. A build without a code cache is loaded by Node.js. */
export function run(name) {
  const path = join(import.meta.dirname, name);
  if (existsSync(CACHE)) load(path);
  else createRequire(import.meta.url)(path);
}

/** Loads a CommonJS file of the build once, with what it requires. */
export function load(path) {
  const existing = loaded.get(path);
  if (existing !== undefined) return existing.module.exports;
  const bytes = readFileSync(path);
  // V8 compares only the length of the source with that of the cache.
  const cache = join(CACHE, `${basename(path)}-${crc32(bytes).toString(16)}`);
  const script = new Script(
    // The build contains only ASCII, for which V8 needs half of the memory.
    `(function (exports, require, module, __filename, __dirname) {${bytes.latin1Slice()}\n})`,
    // V8 ignores a cache of another version or of other options, and compiles the source.
    { filename: path, ...(existsSync(cache) && { cachedData: readFileSync(cache) }) },
  );
  const module = { exports: {} };
  loaded.set(path, { module, script, cache });
  script.runInThisContext()(module.exports, createOwnRequire(path), module, path, dirname(path));
  return module.exports;
}

/** Files of the build are loaded by {@link load}, and packages by Node.js. */
function createOwnRequire(path) {
  const require = createRequire(path);
  const own = (id) => (id.startsWith('.') ? load(join(dirname(path), id)) : require(id));
  return Object.assign(own, require);
}
