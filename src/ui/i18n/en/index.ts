import { account } from './account.ts';
import { apply } from './apply.ts';
import { bulk } from './bulk.ts';
import { bulkTable } from './bulk-table.ts';
import { conflict } from './conflict.ts';
import { copy } from './copy.ts';
import { core } from './core.ts';
import { destinations } from './destinations.ts';
import { failure } from './failure.ts';
import { firstSteps } from './first-steps.ts';
import { form } from './form.ts';
import { history } from './history.ts';
import { list } from './list.ts';
import { live } from './live.ts';
import { meeting } from './meeting.ts';
import { missing } from './missing.ts';
import { notifications } from './notifications.ts';
import { panel } from './panel.ts';
import { paste } from './paste.ts';
import { preflight } from './preflight.ts';
import { refresh } from './refresh.ts';
import { server } from './server.ts';
import { summary } from './summary.ts';
import { switching } from './switch.ts';
import { toasts } from './toasts.ts';
import { updates } from './updates.ts';

/** Every text of the user interface in English. */
export const en = {
  ...core,
  account,
  apply,
  bulk,
  bulkTable,
  conflict,
  copy,
  destinations,
  failure,
  firstSteps,
  form,
  history,
  list,
  live,
  meeting,
  missing,
  notifications,
  panel,
  paste,
  preflight,
  refresh,
  server,
  toasts,
  summary,
  switching,
  updates,
};

/** Every other language is an object of this type, so that no text can be missing. */
export type Strings = typeof en;
