import type { ComponentChildren } from 'preact';
import { Modal } from './modal.tsx';

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
  return (
    <Modal title={title} onLeave={onClose}>
      {(heading) => (
        <div class="dialog-body">
          {heading}
          {children}
          <p class="actions">
            <button type="button" onClick={onClose}>
              {close}
            </button>
          </p>
        </div>
      )}
    </Modal>
  );
}
