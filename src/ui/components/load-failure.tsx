import type { ComponentProps } from 'preact';
import { isProblem } from '../api/client.ts';
import { session } from '../state/session.ts';
import { FailureNote } from './failure.tsx';

/** Why something could not be read; silent if the banner above the screen says it already. */
export function LoadFailure(props: ComponentProps<typeof FailureNote>) {
  return isShownByBanner(props.failure) ? null : <FailureNote {...props} />;
}

/** Whether the banner of a lost connection to Zoom gives this reason. */
export function isShownByBanner(failure: ComponentProps<typeof FailureNote>['failure']): boolean {
  const current = session.value;
  return (
    isProblem(failure, 'reconnect_required') &&
    current.state === 'signed in' &&
    current.me.connection.status === 'reconnect_required'
  );
}
