import { adoptCommand } from './adopt.ts';
import type { Command } from './command.ts';
import { doctorCommand } from './doctor/doctor.ts';
import { usersFindCommand } from './find-user.ts';
import { keysListCommand, keysResetCommand, keysRotateCommand } from './keys.ts';
import { manifestCommand } from './manifest/command.ts';
import { migrateCommand } from './migrate.ts';
import { usersSignOutCommand } from './sign-out.ts';
import { usersEraseCommand, usersListCommand } from './users.ts';

/** All commands, in the order of `uplink --help`. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['doctor', doctorCommand],
  ['manifest', manifestCommand],
  ['migrate', migrateCommand],
  ['adopt', adoptCommand],
  ['keys list', keysListCommand],
  ['keys rotate', keysRotateCommand],
  ['keys reset', keysResetCommand],
  ['users list', usersListCommand],
  ['users find', usersFindCommand],
  ['users sign-out', usersSignOutCommand],
  ['users erase', usersEraseCommand],
]);
