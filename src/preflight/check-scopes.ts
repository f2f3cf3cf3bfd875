import type { MeetingKind } from '../zoom/meeting.ts';
import { isGranted } from '../zoom/scopes.ts';
import type { CheckResult } from './check-result.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';

/** What a scope is needed for. */
interface ScopeUse {
  scope: string;
  /** Follows "Uplink has no permission to". */
  feature: string;
  /** Without it Uplink can't manage this livestream. */
  isVital?: true;
}

function usesOf(kind: MeetingKind): ScopeUse[] {
  return [
    { scope: `${kind}:read:livestream`, feature: 'see where it is streamed', isVital: true },
    { scope: `${kind}:update:livestream`, feature: 'change where it is streamed', isVital: true },
    { scope: `${kind}:update:livestream_status`, feature: 'start and stop the stream' },
    { scope: `${kind}:read:${kind}`, feature: `read the ${kind}’s time and settings` },
    { scope: `${kind}:read:list_${kind}s`, feature: `list your ${kind}s` },
    { scope: 'user:read:settings', feature: 'read your livestreaming settings' },
  ];
}

/** Whether all scopes that Uplink uses are granted. */
export function scopes({ meeting, installation }: Facts, { reconnect }: Links): CheckResult<'scopes'> {
  const granted = new Set(installation.scopes);
  if (granted.size === 0)
    return {
      status: 'unknown',
      reason: 'not_told',
      facts: {},
      message: 'Zoom didn’t report which permissions it granted.',
      fixUrl: reconnect,
    };
  const missing = usesOf(meeting.kind).filter(({ scope }) => !isGranted(granted, scope));
  if (missing.length === 0)
    return {
      status: 'ok',
      reason: 'granted',
      facts: {},
      message: 'All permissions granted.',
    };
  return {
    status: missing.some(({ isVital }) => isVital) ? 'problem' : 'warning',
    reason: 'missing',
    facts: { missing: missing.map(({ scope }) => scope) },
    message: `Uplink has no permission to ${either(missing.map(({ feature }) => feature))}. Reconnect to Zoom to grant it.`,
    fixUrl: reconnect,
  };
}

function either(features: string[]): string {
  return features.length < 2
    ? features.join('')
    : `${features.slice(0, -1).join(', ')} or ${features.at(-1)}`;
}
