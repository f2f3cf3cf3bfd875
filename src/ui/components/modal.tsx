import type { ComponentChildren, VNode } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

type ModalProps = {
  title: string;
  /** Called for Escape. Focus returns to the element that opened the dialog. */
  onLeave: () => void;
  /** The contents; `heading` is the title. */
  children: (heading: VNode) => ComponentChildren;
};

/** The frame of every dialog: title, Escape and focus. */
export function Modal({ title, onLeave, children }: ModalProps) {
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
  const leave = (event: Event) => {
    event.preventDefault();
    onLeave();
  };
  return (
    <dialog ref={dialog} class="confirmation" aria-labelledby={id} onCancel={leave}>
      {children(<h2 id={id}>{title}</h2>)}
    </dialog>
  );
}
