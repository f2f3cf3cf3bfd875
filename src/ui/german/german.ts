import type { Strings } from '../strings.ts';
import { account } from './account.ts';
import { apply } from './apply.ts';
import { bulk } from './bulk.ts';
import { core } from './core.ts';
import { destinations } from './destinations.ts';
import { conflict, failure, form } from './editing.ts';
import { history } from './history.ts';
import { list } from './list.ts';
import { live } from './live.ts';
import { meeting } from './meeting.ts';
import { missing } from './missing.ts';
import { panel } from './panel.ts';
import { paste } from './paste.ts';
import { preflight } from './preflight.ts';
import { refresh } from './refresh.ts';
import { server } from './server.ts';
import { updates } from './updates.ts';

/** Every word in German; being of this type, it can leave none out. Comes as a script of its own, for who reads German. */
export const german: Omit<Strings, 'destinations'> & { destinations: typeof destinations } = {
  ...core,
  list,
  meeting,
  form,
  conflict,
  failure,
  apply,
  live,
  preflight,
  refresh,
  history,
  destinations,
  bulk,
  account,
  missing,
  panel,
  paste,
  server,
  updates,
};
