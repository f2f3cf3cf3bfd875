import type { ButtonHTMLAttributes, ComponentChildren, Ref } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { SelfRemovingButton } from './self-removing-button.tsx';

type RequestButtonProps = Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  'aria-disabled' | 'children' | 'onClick' | 'ref' | 'type'
> & {
  type?: 'button' | 'submit';
  children: ComponentChildren;
  /** Shown in place of the children while the button's own request is pending. */
  busyLabel?: ComponentChildren;
  /** Whether its request is pending. Not needed if `onClick` returns the promise of the request. */
  isBusy?: boolean;
  /** Whether a request of another control is pending, or this one is not possible yet. */
  isBlocked?: boolean | undefined;
  onClick?: () => unknown;
  /** The id of the element that gets the focus if the request removes the button. */
  fallbackTarget?: string;
  buttonRef?: Ref<HTMLButtonElement>;
};

/**
 * A button that starts a request. While the request is pending, the button keeps the focus, says
 * that it is busy, and sends nothing: also if it is pressed twice before it is rendered again.
 */
export function RequestButton(props: RequestButtonProps) {
  const { children, busyLabel, isBusy, isBlocked, onClick, fallbackTarget, buttonRef, ...rest } = props;
  const isPending = useRef(false);
  const [showsPending, setShowsPending] = useState(false);
  const showsBusy = isBusy || showsPending;
  const isDisabled = showsBusy || isBlocked === true;

  const click = async (event: MouseEvent) => {
    if (isDisabled || isPending.current) {
      // Keeps a submit button from submitting its form.
      event.preventDefault();
      return;
    }
    isPending.current = true;
    try {
      const request = onClick?.();
      // Otherwise `isBusy` takes over when the button is rendered again.
      if (!(request instanceof Promise)) return;
      setShowsPending(true);
      await request;
    } finally {
      setShowsPending(false);
      setTimeout(() => {
        isPending.current = false;
      });
    }
  };

  const attributes = {
    type: 'button' as const,
    ...rest,
    // The name of the idle button would hide the busy label from screen readers.
    'aria-label': showsBusy && busyLabel ? undefined : rest['aria-label'],
    'aria-disabled': isDisabled,
    onClick: click,
    children: showsBusy ? (busyLabel ?? children) : children,
  };
  if (fallbackTarget !== undefined)
    return <SelfRemovingButton fallbackTarget={fallbackTarget} {...attributes} />;
  return <button ref={buttonRef ?? null} {...attributes} />;
}
