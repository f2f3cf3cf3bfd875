import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import type { Pool } from 'pg';
import { prismaDirectory } from '../../src/database/migration-files.ts';

let engineModule: ReturnType<typeof instantiate> | undefined;

/** No table or enum of the database is managed externally. */
export const everything = { externalTables: [], externalEnums: [] };

/**
 * Runs Prisma's schema engine as WebAssembly, which the npm registry provides: unlike the `prisma`
 * command it downloads no binary. It uses the connections of the pool. The caller closes the pool,
 * because the engine leaves an advisory lock on a connection.
 * @param schema the schema of the tables, if it is not the server's default
 */
export async function withSchemaEngine<Result>(
  pool: Pool,
  use: (engine: SchemaEngine) => Promise<Result>,
  schema?: string,
): Promise<Result> {
  engineModule ??= instantiate();
  const { SchemaEngine } = await engineModule;
  const model = await readFile(join(prismaDirectory, 'schema.prisma'), 'utf8');
  const adapters = new WholeScripts(pool, schema === undefined ? {} : { schema });
  const bound = bindMigrationAwareSqlAdapterFactory(adapters);
  try {
    const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', model]] }, ignoreLog, bound);
    return await use(engine).finally(() => engine.free());
  } finally {
    await adapters.close();
  }
}

/**
 * Prisma's adapter splits a script at each semicolon, even in comments, strings and functions, and
 * commits each part separately. Here PostgreSQL parses the whole script, and a failed migration
 * leaves nothing behind.
 */
class WholeScripts extends PrismaPg {
  readonly #adapters: Awaited<ReturnType<PrismaPg['connect']>>[] = [];

  override async connect() {
    const adapter = await super.connect();
    this.#adapters.push(adapter);
    adapter.executeScript = async (sql) => {
      await adapter.executeRaw({ sql, args: [], argTypes: [] });
    };
    return adapter;
  }

  async close() {
    await Promise.all(this.#adapters.splice(0).map((adapter) => adapter.dispose()));
  }
}

/** The entry of the package imports `.wasm` as a module, which Node.js 20 does not support. */
async function instantiate() {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindingsFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const { instance } = await WebAssembly.instantiate(await readFile(bindingsFile.replace(/\.js$/, '.wasm')), {
    './schema_engine_bg.js': withIdleTimers(bindings),
  });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings;
}

/**
 * The engine never clears the ten-second timer of its lock, which would keep a finished process
 * alive.
 */
function withIdleTimers(bindings: object): object {
  const setTimeouts = Object.keys(bindings).filter((name) => name.startsWith('__wbg_setTimeout_'));
  const idle = (callback: () => void, ms: number) => setTimeout(callback, ms >>> 0).unref();
  return { ...bindings, ...Object.fromEntries(setTimeouts.map((name) => [name, idle])) };
}

/**
 * The part of WebAssembly that is used here. `lib.dom`, which declares it, is not loaded for server
 * code.
 */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

function ignoreLog() {}
