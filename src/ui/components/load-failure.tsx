import type { ComponentProps } from 'preact';
import { isProblem } from '../api/client.ts';
import { session } from '../state/session.ts';
import { FailureNote } from './failure.tsx';

/** Why loading failed; empty if the banner above the screen already explains it. */
export function LoadFailure(props: ComponentProps<typeof FailureNote>) {
  return isShownByBanner(props.failure) ? null : <FailureNote {...props} />;
}

/** Whether the "Reconnect to Zoom" banner already explains this failure. */
export function isShownByBanner(failure: ComponentProps<typeof FailureNote>['failure']): boolean {
  const current = session.value;
  return (
    isProblem(failure, 'reconnect_required') &&
    current.state === 'signed in' &&
    current.me.connection.status === 'reconnect_required'
  );
}
