import type { KeyboardEvent, ReactNode } from 'react';
import styles from './Menu.module.css';
import { Popover } from './Popover';

export interface MenuItem {
  title: ReactNode;
  detail?: string;
  isChosen?: boolean;
  run: () => void;
}

interface Props {
  label: ReactNode;
  name?: string;
  align?: 'start' | 'end';
  items: readonly MenuItem[];
}

/** A button that opens a list of things to do. Arrow keys move through it. */
export function Menu({ items, ...popover }: Props) {
  return (
    <Popover {...popover}>
      {(close) => (
        <ul role="menu" className={styles.menu} onKeyDown={moveFocus}>
          {items.map((item, i) => (
            <li key={i} role="none">
              <button
                type="button"
                role={item.isChosen === undefined ? 'menuitem' : 'menuitemradio'}
                aria-checked={item.isChosen}
                autoFocus={i === 0}
                className={styles.item}
                onClick={() => {
                  close();
                  item.run();
                }}
              >
                <span>{item.title}</span>
                {item.detail !== undefined && <span className={styles.detail}>{item.detail}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) {
    return;
  }

  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}
