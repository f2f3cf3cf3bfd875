import { strings } from '../i18n/index.ts';

export type Scope = keyof typeof strings.account.uses;

/** The Zoom permissions that Uplink uses, each with its purpose. */
export const uses = Object.entries(strings.account.uses) as [Scope, string][];

/**
 * The scope itself, its admin variant, or the classic scope that includes it, such as
 * `meeting:write`.
 */
export function isGranted(granted: readonly string[], scope: string): boolean {
  const [resource, action] = scope.split(':');
  const classic = `${resource}:${action === 'read' ? 'read' : 'write'}`;
  return [scope, classic].some((each) => granted.includes(each) || granted.includes(`${each}:admin`));
}
