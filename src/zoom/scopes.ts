/** A granular scope that a feature uses, and the reason that Zoom's review asks for. */
export interface ScopeUse {
  scope: string;
  reason: string;
}

/** All scopes that the features of Uplink need. */
export const REQUIRED_SCOPES: readonly ScopeUse[] = [
  {
    scope: 'user:read:user',
    reason: 'Identifies the user at sign-in, shows their name, and uses their time zone for meeting times.',
  },
  {
    scope: 'user:read:settings',
    reason:
      'The readiness check reports whether custom livestreaming is on in the user’s settings. Also for the event user.settings_updated.',
  },
  ...(['meeting', 'webinar'] as const).flatMap((kind) => [
    {
      scope: `${kind}:read:list_${kind}s`,
      reason: `Shows the list of the user’s ${kind}s, from which they choose one.`,
    },
    {
      scope: `${kind}:read:${kind}`,
      reason: `The readiness check reports whether a ${kind} is end-to-end encrypted and when it takes place. Also for the events about changes of ${kind}s.`,
    },
    {
      scope: `${kind}:read:livestream`,
      reason: `Shows where a ${kind} is livestreamed${kind === 'meeting' ? '. Also for the events about started and stopped livestreams.' : '.'}`,
    },
    {
      scope: `${kind}:update:livestream`,
      reason: `Saves the stream URL, stream key, watch page and resolution that the user enters for a ${kind}.`,
    },
    {
      scope: `${kind}:update:livestream_status`,
      reason: `Starts and stops the livestream of a ${kind} when the user chooses Go live or Stop.`,
    },
  ]),
];

/** Needed only for the panel inside Zoom meetings, which is optional. */
export const PANEL_SCOPE: ScopeUse = {
  scope: 'zoomapp:inmeeting',
  reason: 'Opens the panel inside a meeting, where the host sees and starts the livestream.',
};

/**
 * Whether the scope itself, its `:admin` variant or its classic predecessor (e.g. `meeting:write`)
 * is granted.
 */
export function isGranted(granted: ReadonlySet<string>, scope: string): boolean {
  const [resource, action] = scope.split(':');
  const classic = `${resource}:${action === 'read' ? 'read' : 'write'}`;
  return [scope, classic].some((each) => granted.has(each) || granted.has(`${each}:admin`));
}
