import { useId, useRef, useState, type ReactNode } from 'react';
import { Button, IconButton } from './Button';
import styles from './Popover.module.css';

interface Props {
  /** What the button shows. */
  label: ReactNode;
  /** The button's name where it shows only an icon. */
  name?: string;
  className?: string;
  /** Which edge of the button the panel is aligned with. */
  align?: 'start' | 'end';
  children: (close: () => void) => ReactNode;
}

/** A button that opens a panel beside itself. The browser closes it on Escape and on a click elsewhere. */
export function Popover({ label, name, className, align = 'start', children }: Props) {
  const id = useId();
  const button = useRef<HTMLSpanElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const Opener = name === undefined ? Button : IconButton;

  return (
    <>
      <span ref={button} className={className}>
        <Opener name={name ?? ''} popoverTarget={id} aria-expanded={isOpen} aria-haspopup="dialog">
          {label}
        </Opener>
      </span>
      <div
        id={id}
        ref={panel}
        popover="auto"
        className={styles.panel}
        onBeforeToggle={(event) => {
          const opens = event.newState === 'open';
          setOpen(opens);
          if (opens) {
            requestAnimationFrame(() => place(panel.current, button.current, align));
          }
        }}
      >
        {isOpen && children(() => document.getElementById(id)?.hidePopover())}
      </div>
    </>
  );
}

const gap = 4;

/** Below the button, and inside the window. */
function place(panel: HTMLElement | null, button: HTMLElement | null, align: 'start' | 'end'): void {
  if (panel === null || button === null) {
    return;
  }

  const anchor = button.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const left = align === 'start' ? anchor.left : anchor.right - width;
  panel.style.left = `${Math.max(gap, Math.min(left, innerWidth - width - gap))}px`;
  panel.style.top = `${Math.max(gap, Math.min(anchor.bottom + gap, innerHeight - height - gap))}px`;
}
