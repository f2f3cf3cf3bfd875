import type { Switch } from '../../api/types.ts';

/** Switching a livestream to another saved destination. */
export const switching = {
  open: 'Switch…',
  title: 'Switch destination',
  choose: 'New destination',
  key: (hint: string) => (hint ? `key •••• ${hint}` : 'key hidden'),
  current: 'current',
  none: 'No other destinations saved.',
  add: 'Add a destination',
  idle: 'Not live: the settings change immediately.',
  live: 'Live: viewers lose the picture for up to 40 seconds. Uplink stops the livestream, changes its settings and starts it again, with Zoom’s default layout and captions.',
  unknown:
    'If it is live, viewers lose the picture for up to 40 seconds. Otherwise the settings change immediately.',
  confirm: 'Switch',
  confirmLive: 'Stop and switch',
  cancel: 'Cancel',
  sending: 'Switching…',
  switched: (name: string) => `Switched to ${name}.`,
  heading: (name: string) => `Switching to ${name}`,
  another: 'another destination',
  safe: 'You can close this page. Uplink continues on its server.',
  steps: {
    stopping: 'Stop the livestream',
    updating: 'Change the settings',
    starting: 'Start it again',
  } satisfies Record<Exclude<Switch['step'], 'waiting'>, string>,
  states: { done: 'done', current: 'in progress', pending: 'not yet', failed: 'failed' },
  startsIn: (seconds: number) => `Zoom accepts the next start in ${seconds} s`,
  tryingAgain: 'Trying again automatically.',
  failed: {
    live: 'Not switched. The livestream still runs with the previous settings.',
    restarted: 'Not switched. The livestream was started again with the previous settings.',
    dark: 'The livestream is not live. Viewers see no picture.',
    idle: 'Not switched. The settings are unchanged.',
  },
  retry: 'Try again',
  retrying: 'Trying again…',
  giveUp: 'Give up',
  givingUp: 'Ending…',
  stopWaiting: 'Don’t start it again',
  dismiss: 'Dismiss',
};
