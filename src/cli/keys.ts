import { variables } from '../config/table.ts';
import { readVariables } from '../config/variable.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import { createKeyRing, type KeyRing } from '../crypto/key-ring.ts';
import { connectDatabase, type Database } from '../database/client.ts';
import { countLost, discardLost } from '../maintenance/reset-keys.ts';
import { countByKey, type RotationProgress, rotateKeys } from '../maintenance/rotate-keys.ts';
import type { Command, CommandContext } from './command.ts';
import { databaseUrls } from './database-url.ts';
import { createOperatorLog } from './operator-log.ts';
import { parseArguments } from './parse-arguments.ts';

export const keysListCommand: Command = {
  summary: 'show which encryption keys are in use',
  usage: `uplink keys list

Lists the ids of ENCRYPTION_KEYS and how many values in the database are encrypted with each. A key with 0 values that is not
the first can be removed. Values encrypted with a key that is not listed cannot be read.`,
  async run(args, { env, stdout }) {
    parseArguments(args, {});
    await withKeys(env, async (database, keyRing, ids) => {
      const counts = await countByKey(database, keyRing);
      for (const id of ids) {
        const role = id === keyRing.primaryId ? 'encrypts' : 'decrypts';
        stdout(`${id}  ${role}  ${counts.get(id) ?? 0} values`);
      }
      const unreadable = counts.get(undefined) ?? 0;
      if (unreadable > 0)
        stdout(`${unreadable} values are encrypted with keys that are not in ENCRYPTION_KEYS`);
    });
  },
};

export const keysRotateCommand: Command = {
  summary: 're-encrypt everything with the first encryption key',
  usage: `uplink keys rotate

Re-encrypts in batches, with the first of ENCRYPTION_KEYS, all values that are encrypted with another of them, and prints the
progress. It can run while the app is running, and can be stopped and run again: it continues where it was. To replace a key
without downtime: add the new key at the end of ENCRYPTION_KEYS on every machine, then move it to the front on every machine,
run this command, and then remove the old key.`,
  async run(args, { env, stdout, stderr }) {
    parseArguments(args, {});
    const log = createOperatorLog({ stderr });
    await withKeys(env, async (database, keyRing) => {
      const { done, undecryptable } = await rotateKeys(database, keyRing, {
        onProgress: createProgressLines(stdout),
      });
      const fields = { security: 'key_rotation', key: keyRing.primaryId, count: done, undecryptable };
      log.info(fields, 'encryption keys rotated');
      if (undecryptable > 0) throw new Error(notAll(done, undecryptable));
      stdout(`${done} values re-encrypted with ${keyRing.primaryId}; the other keys are no longer needed`);
    });
  },
};

export const keysResetCommand: Command = {
  summary: 'discard what lost encryption keys have encrypted',
  usage: `uplink keys reset [--yes]

For lost encryption keys only: set ENCRYPTION_KEYS to new ones first. Discards the data that none of ENCRYPTION_KEYS decrypts:
tokens, destinations, history and cached settings of the affected users. They stay signed in for a day and have to reconnect to
Zoom, which takes one click. It can’t be undone. Prompts for confirmation unless --yes is given.`,
  async run(args, { env, stdout, stderr, confirm }) {
    const { yes = false } = parseArguments(args, { yes: { type: 'boolean' } });
    await withKeys(env, async (database, keyRing) => {
      const lost = await countLost(database, keyRing);
      if (Object.values(lost).every((count) => count === 0))
        return stdout('ENCRYPTION_KEYS decrypt everything: there is nothing to discard');
      const { installation: users, webhook_event: events } = lost;
      const found = `ENCRYPTION_KEYS decrypt neither the data of ${users} users nor ${events} events.`;
      if (!yes && !(await confirm(`${found} Discard this data? It can’t be undone. [y/N] `)))
        throw new Error('Nothing was discarded.');
      await discardLost(database, keyRing);
      const log = createOperatorLog({ stderr });
      log.info({ security: 'key_reset', users, events }, 'lost values discarded');
      stdout(`${users} users have to reconnect to Zoom; ${events} events were discarded`);
    });
  },
};

/** With fewer values, a rotation ends before a line about its progress could be read. */
const MIN_VALUES = 500;

/** Prints a line for each twentieth of a rotation. */
export function createProgressLines(stdout: (line: string) => void): (progress: RotationProgress) => void {
  let printed = 0;
  return ({ checked, total, done, remainingSeconds }) => {
    const share = Math.floor((20 * checked) / Math.max(1, total));
    if (total < MIN_VALUES || share <= printed || checked >= total) return;
    printed = share;
    stdout(
      `${checked} of ${total} values checked, ${done} re-encrypted, ${durationOf(remainingSeconds)} left`,
    );
  };
}

function durationOf(seconds: number): string {
  return seconds < 90 ? `about ${Math.ceil(seconds)} s` : `about ${Math.ceil(seconds / 60)} min`;
}

type Work = (database: Database, keyRing: KeyRing, ids: string[]) => Promise<void>;

async function withKeys(env: CommandContext['env'], work: Work): Promise<void> {
  const { ENCRYPTION_KEYS } = variables(true);
  const { values, errors } = readVariables({ ENCRYPTION_KEYS }, env);
  if (values.ENCRYPTION_KEYS === undefined) throw new Error([...errors.values()].join('\n'));
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
  'Some values are encrypted with a key that is not in ENCRYPTION_KEYS. Add that key again, at the end, and retry.';

function notAll(done: number, undecryptable: number): string {
  return `${undecryptable} values can’t be decrypted: they are damaged or encrypted with a key that is not in ENCRYPTION_KEYS. All others are encrypted with the first key (${done} of them just now). Keep the old keys, add the missing one again at the end, and retry.`;
}
