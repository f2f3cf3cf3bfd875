import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { go } from '../state/navigation.ts';

/** An entry leads to a screen (`to`), or does something. */
export type MenuItem = { label: string } & ({ to: string } | { onChoose: () => void });

type MenuButtonProps = {
  /** The accessible name, if the content has none. */
  label?: string;
  class?: string;
  /** Called when the menu opens, so that closed menus cost nothing. */
  items: () => MenuItem[];
  children: ComponentChildren;
};

const MARGIN = 8;

/** A button that opens a menu (the ARIA menu button pattern). */
export function MenuButton({ label, items, children, ...rest }: MenuButtonProps) {
  const [shown, setShown] = useState<MenuItem[] | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (returnsFocus: boolean) => {
    setShown(null);
    if (returnsFocus) button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        id={id}
        type="button"
        aria-haspopup="menu"
        aria-expanded={shown !== null}
        aria-label={label}
        title={label}
        onClick={() => (shown ? close(true) : setShown(items()))}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || shown) return;
          event.preventDefault();
          setShown(items());
        }}
        {...rest}
      >
        {children}
      </button>
      {shown && <Menu items={shown} labelledBy={id} opener={() => button.current} onClose={close} />}
    </>
  );
}

type MenuProps = {
  items: MenuItem[];
  labelledBy: string;
  opener: () => HTMLElement | null;
  onClose: (returnsFocus: boolean) => void;
};

function Menu({ items, labelledBy, opener, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const latest = useRef(onClose);
  latest.current = onClose;
  useLayoutEffect(() => {
    const shown = menu.current;
    const button = opener();
    if (!shown || !button) return;
    // In the top layer, because a row clips what is larger.
    shown.showPopover?.();
    place(shown, button.getBoundingClientRect());
    entriesOf(shown)[0]?.focus();
    const leave = (event: Event) => {
      const isInside =
        event.target instanceof Node && [shown, button].some((each) => each.contains(event.target as Node));
      if (!isInside) latest.current(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    // It is fixed, so it follows its button.
    const follow = () => place(shown, button.getBoundingClientRect());
    addEventListener('scroll', follow, { passive: true });
    addEventListener('resize', follow);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
      removeEventListener('scroll', follow);
      removeEventListener('resize', follow);
    };
  }, []);
  const choose = (item: MenuItem) => {
    onClose(true);
    if ('to' in item) go(item.to);
    else item.onChoose();
  };
  return (
    <div
      ref={menu}
      class="menu"
      role="menu"
      tabIndex={-1}
      popover="manual"
      aria-labelledby={labelledBy}
      onKeyDown={(event) => onKey(event, onClose)}
    >
      {items.map((item) => (
        <button key={item.label} type="button" role="menuitem" tabIndex={-1} onClick={() => choose(item)}>
          {item.label}
        </button>
      ))}
    </div>
  );
}

const entriesOf = (menu: Element) => [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];

/** Below the button and aligned with its end, or above it if there is no room. */
function place(menu: HTMLElement, button: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(button.right - width, innerWidth - width - MARGIN);
  const isBelow = button.bottom + height + MARGIN < innerHeight;
  menu.style.setProperty('left', `${Math.max(MARGIN, left)}px`);
  menu.style.setProperty(
    'top',
    `${Math.max(MARGIN, isBelow ? button.bottom + 4 : button.top - height - 4)}px`,
  );
}

function onKey(event: KeyboardEvent & { currentTarget: HTMLElement }, onClose: MenuProps['onClose']): void {
  const entries = entriesOf(event.currentTarget);
  const index = entries.findIndex((each) => each.matches(':focus'));
  const targets: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: -1,
  };
  const target = targets[event.key];
  if (target !== undefined) {
    event.preventDefault();
    entries.at(target % entries.length)?.focus();
  }
  if (event.key === 'Escape' || event.key === 'Tab') {
    // Escape must not close what is behind the menu too.
    event.preventDefault();
    event.stopPropagation();
    onClose(true);
  }
}
