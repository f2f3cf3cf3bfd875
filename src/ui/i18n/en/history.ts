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
  /** One entry each, as a sentence. `what` names the settings, or both destinations. */
  entries: {
    setUp: (name: string) => (name ? `You set up the livestream: ${name}` : 'You set up the livestream'),
    switched: (what: string) => `You switched destination: ${what}`,
    updated: (what: string) => (what ? `You changed: ${what}` : 'You saved the settings'),
    restored: (what: string) => (what ? `You restored: ${what}` : 'You restored earlier settings'),
    revealed: 'You viewed the stream key',
    drift: (what: string) => (what ? `Changed in Zoom: ${what}` : 'Changed in Zoom'),
    started: { uplink: 'You started the livestream', zoom: 'Livestream started in Zoom' },
    stopped: { uplink: 'You stopped the livestream', zoom: 'Livestream stopped in Zoom' },
  },
  noticed: (when: string) => `detected ${when}`,
  at: (day: string, time: string) => `${day}, ${time}`,
  before: 'Before',
  after: 'After',
  setting: 'Setting',
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
