import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

type DialogProps = {
  title: string;
  /** The label of the button that closes it. */
  close: string;
  /** Also called for Escape. Focus returns to the element that opened the dialog. */
  onClose: () => void;
  children: ComponentChildren;
};

/** A dialog that only shows something. */
export function Dialog({ title, close, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    const opener = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  const leave = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog ref={dialog} class="confirmation" aria-labelledby={id} onCancel={leave}>
      <div class="dialog-body">
        <h2 id={id}>{title}</h2>
        {children}
        <p class="actions">
          <button type="button" onClick={onClose}>
            {close}
          </button>
        </p>
      </div>
    </dialog>
  );
}
