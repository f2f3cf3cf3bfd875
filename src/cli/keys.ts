import { variables } from '../config/table.ts';
import { readVariables } from '../config/variable.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import { createKeyRing, type KeyRing } from '../crypto/key-ring.ts';
import { connectDatabase, type Database } from '../database/client.ts';
import { countByKey, rotateKeys } from '../maintenance/rotate-keys.ts';
import type { Command, CommandContext } from './command.ts';
import { databaseUrls } from './database-url.ts';
import { parseArguments } from './parse-arguments.ts';

export const keysListCommand: Command = {
  summary: 'show which encryption keys are in use',
  usage: `uplink keys list

Lists the ids of ENCRYPTION_KEYS and how many values of the database each has sealed. A key that has sealed
none, and is not the first, can be removed. Values sealed with a key that is not listed can't be read.`,
  async run(args, { env, stdout }) {
    parseArguments(args, {});
    await withKeys(env, async (database, keyRing, ids) => {
      const counts = await countByKey(database, keyRing);
      for (const id of ids) {
        const role = id === keyRing.primaryId ? 'seals' : 'opens';
        stdout(`${id}  ${role}  ${counts.get(id) ?? 0} sealed`);
      }
      const unreadable = counts.get(undefined) ?? 0;
      if (unreadable > 0) stdout(`${unreadable} sealed with keys that are not in ENCRYPTION_KEYS`);
    });
  },
};

export const keysRotateCommand: Command = {
  summary: 'seal everything with the first encryption key',
  usage: `uplink keys rotate

Seals anew, with the first of ENCRYPTION_KEYS, whatever another of them has sealed. May run while the app does, and be
stopped and run again. To replace a key without an interruption: add the new one at the end of ENCRYPTION_KEYS on every
machine; then put it first on every machine; run this; then remove the old one.`,
  async run(args, { env, stdout }) {
    parseArguments(args, {});
    await withKeys(env, async (database, keyRing) => {
      const { done, undecryptable } = await rotateKeys(database, keyRing, (count) =>
        stdout(`${count} sealed anew …`),
      );
      if (undecryptable > 0) throw new Error(notAll(done, undecryptable));
      stdout(`${done} sealed anew with ${keyRing.primaryId}; nothing depends on the other keys`);
    });
  },
};

type Work = (database: Database, keyRing: KeyRing, ids: string[]) => Promise<void>;

async function withKeys(env: CommandContext['env'], work: Work): Promise<void> {
  const { ENCRYPTION_KEYS } = variables(true);
  const { values, faults } = readVariables({ ENCRYPTION_KEYS }, env);
  if (values.ENCRYPTION_KEYS === undefined) throw new Error([...faults.values()].join('\n'));
  const keys = values.ENCRYPTION_KEYS;
  const database = connectDatabase({ ...databaseUrls(env), poolMax: 2, onError: () => {} });
  try {
    await work(
      database,
      createKeyRing(keys),
      keys.map(({ id }) => id),
    );
  } catch (error) {
    throw error instanceof DecryptionError ? new Error(HINTS, { cause: error }) : error;
  } finally {
    await database.close();
  }
}

const HINTS =
  'Something was sealed with a key that is not in ENCRYPTION_KEYS. Put that key back, at the end, and try again.';

function notAll(done: number, undecryptable: number): string {
  return `${undecryptable} values can’t be decrypted: they are damaged, or were sealed with a key that is not in ENCRYPTION_KEYS. All others are sealed with the first key (${done} of them just now). Keep the old keys, put the missing one back at the end, and try again.`;
}
