import { strings } from '../i18n/index.ts';

export type Scope = keyof typeof strings.account.uses;

/** Zoom's permissions that Uplink uses, each with what it is for. */
export const uses = Object.entries(strings.account.uses) as [Scope, string][];

/** The scope itself, the same for administrators, or the classic one that it came from: `meeting:write` for one. */
export function isGranted(granted: readonly string[], scope: string): boolean {
  const [resource, action] = scope.split(':');
  const classic = `${resource}:${action === 'read' ? 'read' : 'write'}`;
  return [scope, classic].some((each) => granted.includes(each) || granted.includes(`${each}:admin`));
}
