import { useEffect, useRef } from 'preact/hooks';
import { strings } from '../i18n/index.ts';
import { dismissToast, pauseToasts, type Toast, toasts } from '../state/toasts.ts';

const SHORTCUT = 'F8';

/**
 * The toasts. They never take the focus by themselves: F8 moves it to the newest one, and it returns
 * to where it was.
 */
export function Toasts() {
  const region = useRef<HTMLElement>(null);
  const returnTo = useRef<Element | null>(null);
  const shown = toasts.value;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const newest = toasts.peek().at(-1);
      // A modal dialog makes the toasts inert, and Escape belongs to it.
      if (!newest || document.querySelector('dialog[open]')) return;
      if (event.key === SHORTCUT) {
        event.preventDefault();
        region.current?.querySelector<HTMLElement>('li:last-child button')?.focus();
      }
      if (event.key === 'Escape' && isOutsideInput(event.target)) dismissToast(newest.id);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  /** Before the focused button is removed, so that the browser does not drop the focus. */
  const close = (id: number) => {
    const within = region.current?.contains(document.activeElement);
    dismissToast(id);
    if (within) restoreFocus(returnTo.current);
  };

  return (
    <section
      ref={region}
      class="toasts"
      aria-label={strings.toasts.region}
      aria-keyshortcuts={SHORTCUT}
      hidden={shown.length === 0}
      onPointerEnter={() => pauseToasts(true)}
      onPointerLeave={() => pauseToasts(region.current?.contains(document.activeElement) ?? false)}
      onFocusIn={(event) => {
        const { relatedTarget } = event;
        if (relatedTarget instanceof Element && !region.current?.contains(relatedTarget)) {
          returnTo.current = relatedTarget;
        }
        pauseToasts(true);
      }}
      onFocusOut={({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node && region.current?.contains(relatedTarget))) pauseToasts(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        const id = Number((event.target as Element).closest('li')?.dataset.toast);
        close(id);
      }}
    >
      <ul>
        {shown.map((toast) => (
          <ToastItem key={toast.id} toast={toast} onClose={() => close(toast.id)} />
        ))}
      </ul>
    </section>
  );
}

function ToastItem({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  const { text, action } = toast;
  return (
    <li class="toast" data-toast={toast.id}>
      <span>{text}</span>
      {action && (
        <button
          type="button"
          onClick={() => {
            onClose();
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" class="quiet" aria-label={strings.toasts.dismissOf(text)} onClick={onClose}>
        <span aria-hidden="true">×</span>
      </button>
    </li>
  );
}

/** Escape in a field clears or closes something there. */
function isOutsideInput(target: EventTarget | null): boolean {
  return !(
    target instanceof Element && target.closest('input, textarea, select, [role=menu], [role=listbox]')
  );
}

function restoreFocus(element: Element | null): void {
  const target = element?.isConnected ? element : document.querySelector('main h1');
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}
