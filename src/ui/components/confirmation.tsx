import type { ComponentChildren } from 'preact';
import { Modal } from './modal.tsx';
import { RequestButton } from './request-button.tsx';

type ConfirmationProps = {
  title: string;
  /** The label of the button that confirms. */
  action: string;
  cancel: string;
  onConfirm: () => void;
  /** Also called for Escape. Focus returns to the element that opened the dialog. */
  onCancel: () => void;
  busy?: boolean;
  children: ComponentChildren;
};

/**
 * Requires confirmation before an action that cannot be undone. Required fields inside must be
 * filled in first. While the request is being sent, it can be neither repeated nor left.
 */
export function Confirmation(props: ConfirmationProps) {
  const { title, action, cancel, onConfirm, onCancel, busy, children } = props;
  const confirm = (event: SubmitEvent) => {
    event.preventDefault();
    if (!busy) onConfirm();
  };
  const leave = () => {
    if (!busy) onCancel();
  };
  return (
    <Modal title={title} onLeave={leave}>
      {(heading) => (
        <form onSubmit={confirm} aria-busy={busy}>
          {heading}
          {children}
          <p class="actions">
            <button type="button" onClick={leave}>
              {cancel}
            </button>
            <RequestButton type="submit" class="destructive" isBusy={busy === true}>
              {action}
            </RequestButton>
          </p>
        </form>
      )}
    </Modal>
  );
}
