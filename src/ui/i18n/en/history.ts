import type { Change } from '../../api/types.ts';

/** Earlier versions of a livestream. */
export const history = {
  title: 'History',
  loading: 'Loading history…',
  empty: 'No changes yet.',
  kinds: {
    updated: 'Changed',
    restored: 'Restored',
    revealed: 'Stream key shown',
    drift: 'Changed in Zoom',
    started: 'Livestream started',
    stopped: 'Livestream stopped',
  } satisfies Record<Change['kind'], string>,
  by: { uplink: 'in Uplink', zoom: 'in Zoom' } satisfies Record<Change['by'], string>,
  noticed: 'detected',
  at: (day: string, time: string) => `${day}, ${time}`,
  before: 'Before',
  after: 'After',
  setting: 'Setting',
  details: 'Details',
  undo: 'Undo',
  undoOf: (what: string, when: string) => `Undo: ${what}, ${when}`,
  undoing: 'Restoring…',
  undone: 'Restored the previous settings.',
  restore: 'Restore…',
  restoreOf: (what: string, when: string) => `Restore… settings from before: ${what}, ${when}`,
  restoreTitle: (when: string) => `Restore the settings from before ${when}?`,
  restoreBody: 'These settings will change in Zoom:',
  restoreSame: 'Zoom already has these settings.',
  restoreNewer: 'The settings changed in Zoom. Review them, then restore.',
  restoreAction: 'Restore',
  now: 'Now',
  afterRestore: 'After restoring',
  cancel: 'Cancel',
  undoneUnread: 'Restored, but we couldn’t confirm it. Refresh in a moment.',
  none: 'None',
  key: (hint: string) => (hint ? `Ends in ${hint}` : 'Set'),
  otherKey: 'Another key',
  same: 'No visible difference.',
  all: (count: number) => `Show all ${count}`,
  sinceTitle: (count: number) =>
    count === 1
      ? 'Changed in Zoom since your last change'
      : `Changed in Zoom ${count} times since your last change`,
};
