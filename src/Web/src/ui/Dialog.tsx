import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { IconButton } from './Button';
import styles from './Dialog.module.css';

interface Props {
  title: string;
  /** `side` is a drawer at the right edge, `top` a palette. */
  place?: 'middle' | 'side' | 'top';
  hideTitle?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog over the page: the browser keeps the focus inside, and gives it back at the end. */
export function Dialog({ title, place = 'middle', hideTitle = false, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className={[styles.dialog, styles[place]].join(' ')}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        // The dialog itself is hit only outside of what it holds.
        if (event.target === dialog.current) {
          onClose();
        }
      }}
    >
      <div className={styles.inside}>
        <header className={hideTitle ? 'for-screen-readers' : styles.header}>
          <h2 id={titleId}>{title}</h2>
          {hideTitle || (
            <IconButton name="Close" onClick={onClose}>
              <X size={16} />
            </IconButton>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
