/** Events whose handlers call Zoom or erase a user. */
const SLOW_EVENTS: ReadonlySet<string> = new Set(['app_deauthorized', 'user.deleted', 'user.updated']);

/** Whether processing the event can take seconds. Quick events must not wait for it. */
export function isSlowEvent(event: string): boolean {
  return SLOW_EVENTS.has(event);
}
