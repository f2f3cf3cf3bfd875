import type { Command } from './command.ts';
import { usersFindCommand } from './find-user.ts';
import { keysListCommand, keysRotateCommand } from './keys.ts';
import { migrateCommand } from './migrate.ts';
import { usersEraseCommand, usersListCommand } from './users.ts';

/** All commands, in the order of `uplink --help`. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['migrate', migrateCommand],
  ['keys list', keysListCommand],
  ['keys rotate', keysRotateCommand],
  ['users list', usersListCommand],
  ['users find', usersFindCommand],
  ['users erase', usersEraseCommand],
]);
