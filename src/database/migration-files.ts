import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageDirectory } from '../package-directory.ts';

export const prismaDirectory = join(packageDirectory, 'prisma');
export const migrationsDirectory = join(prismaDirectory, 'migrations');

export interface MigrationFile {
  /** Name of the folder, `<timestamp>_<verb_noun>`. Prisma records it as the migration's name. */
  name: string;
  sql: string;
}

/** Names of the migrations in a folder, in the order of application. */
export async function migrationNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The migrations of a folder with their SQL, in the order of application. */
export async function readMigrations(directory: string): Promise<MigrationFile[]> {
  const names = await migrationNames(directory);
  return Promise.all(
    names.map(async (name) => ({
      name,
      sql: await readFile(join(directory, name, 'migration.sql'), 'utf8'),
    })),
  );
}
