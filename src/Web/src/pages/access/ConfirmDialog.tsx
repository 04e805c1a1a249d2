import type { ReactNode } from 'react';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import form from '../../ui/Form.module.css';

interface Props {
  title: string;
  /** What the button says. */
  verb: string;
  /** What comes of it. */
  children: ReactNode;
  onClose: () => void;
  onDone: () => void;
}

/** Asks once more before something is done that others will notice. */
export function ConfirmDialog({ title, verb, children, onClose, onDone }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className={`${form.form} ${form.inDialog}`}>
        <p>{children}</p>
        <footer className={form.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={onDone}>
            {verb}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
