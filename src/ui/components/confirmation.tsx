import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

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
 * filled in first.
 */
export function Confirmation({
  title,
  action,
  cancel,
  onConfirm,
  onCancel,
  busy,
  children,
}: ConfirmationProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // In a layout effect: avoids a frame in which key presses reach the page behind the dialog.
  useLayoutEffect(() => {
    const shown = dialog.current;
    const opener = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  const confirm = (event: SubmitEvent) => {
    event.preventDefault();
    if (!busy) onConfirm();
  };
  const leave = (event: Event) => {
    event.preventDefault();
    if (!busy) onCancel();
  };
  return (
    <dialog ref={dialog} class="confirmation" aria-labelledby={id} onCancel={leave}>
      <form onSubmit={confirm} aria-busy={busy}>
        <h2 id={id}>{title}</h2>
        {children}
        <p class="actions">
          <button type="button" onClick={leave}>
            {cancel}
          </button>
          <button type="submit" class="destructive" aria-disabled={busy}>
            {action}
          </button>
        </p>
      </form>
    </dialog>
  );
}
