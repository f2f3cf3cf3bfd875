import type { ComponentChildren } from 'preact';
import { strings } from '../i18n/index.ts';
import { Confirmation } from './confirmation.tsx';

const messages = strings.live;

type StopConfirmationProps = {
  onConfirm: () => void;
  onCancel: () => void;
  busy?: boolean;
  /** Shown between the title and what a stop does. */
  children?: ComponentChildren;
};

/** Requires confirmation before a livestream is stopped. */
export function StopConfirmation({ children, busy = false, ...rest }: StopConfirmationProps) {
  return (
    <Confirmation
      title={messages.stopTitle}
      action={busy ? messages.stopping : messages.stop}
      cancel={messages.keepOn}
      busy={busy}
      {...rest}
    >
      {children}
      <p>{messages.stopBody}</p>
    </Confirmation>
  );
}
