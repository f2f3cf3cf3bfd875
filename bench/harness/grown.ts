import { populate } from '../../tools/population/population.ts';
import type { Bench } from './bench.ts';
import { createUplinkDatabase, onDatabase } from './database.ts';
import { newSessions, type Reader } from './installations.ts';
import { newEncryptionKeys } from './uplink.ts';

/** A database with many installations. */
export interface GrownDatabase {
  installations: number;
  databaseUrl: string;
  encryptionKeys: string;
  /** Users whose cached livestreams can be decrypted, in the middle of the others. */
  readers: Reader[];
}

const READERS = 500;

export async function growDatabase(bench: Bench, installations: number): Promise<GrownDatabase> {
  const databaseUrl = await createUplinkDatabase(bench, `growth_${installations}`);
  const encryptionKeys = newEncryptionKeys();
  let readers: Reader[] = [];
  const insertReaders = async (part: number) => {
    if (part === 0) readers = await newSessions({ databaseUrl, encryptionKeys, count: READERS });
  };
  await onDatabase(databaseUrl, (client) =>
    populate(client, installations, { parts: 2, between: insertReaders }),
  );
  return { installations, databaseUrl, encryptionKeys, readers };
}
