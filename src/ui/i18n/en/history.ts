import type { Change } from '../../api/types.ts';

/** What was changed, and the way back. */
export const history = {
  title: 'History',
  loading: 'Reading the history…',
  empty: 'Nothing has been changed since Uplink first looked.',
  kinds: {
    updated: 'Changed',
    restored: 'Restored',
    revealed: 'Stream key shown',
    drift: 'Changed in Zoom',
    started: 'Livestream started',
    stopped: 'Livestream stopped',
  } satisfies Record<Change['kind'], string>,
  by: { uplink: 'here in Uplink', zoom: 'in Zoom' } satisfies Record<Change['by'], string>,
  noticed: 'noticed',
  at: (day: string, time: string) => `${day}, ${time}`,
  before: 'Before',
  after: 'After',
  setting: 'Setting',
  undo: 'Undo',
  undoOf: (what: string, when: string) => `Undo: ${what}, ${when}`,
  undoing: 'Restoring…',
  undone: 'Restored. Zoom has the settings from before that change.',
  restore: 'Restore…',
  restoreOf: (what: string, when: string) => `Restore… the settings from before: ${what}, ${when}`,
  restoreTitle: (when: string) => `Restore the settings from before ${when}?`,
  restoreBody: 'This changes the following settings in Zoom:',
  restoreSame: 'Zoom has these settings already.',
  restoreNewer: 'Zoom has a newer version than you saw. Nothing is restored yet.',
  restoreAction: 'Restore',
  now: 'Now',
  afterRestore: 'After restoring',
  cancel: 'Cancel',
  undoneUnread:
    'Zoom accepted the earlier settings, but reading them back failed. Check with Zoom in a moment.',
  none: 'None',
  key: (hint: string) => (hint ? `Ends in ${hint}` : 'Set'),
  otherKey: 'Another key',
  same: 'Nothing visible differs.',
  all: (count: number) => `Show all ${count}`,
  sinceTitle: (count: number) =>
    count === 1
      ? 'Changed in Zoom since your last change'
      : `Changed in Zoom ${count} times since your last change`,
};
