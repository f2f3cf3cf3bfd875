import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

type ConfirmationProps = {
  title: string;
  /** What the act is called on its button. */
  action: string;
  cancel: string;
  onConfirm: () => void;
  /** Escape too; the focus goes back to what opened this. */
  onCancel: () => void;
  busy?: boolean;
  children: ComponentChildren;
};

/** Asks once before what cannot be taken back. Fields inside that are required have to be filled in first. */
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
  // With the page, not a moment later: who is quick would press a key where nothing is yet, or nothing is any more.
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
