import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import styles from './PanelDialog.module.css';

interface Props {
  name: string;
  onClose: () => void;
  onDone: () => void;
}

/** Asks once more before a dashboard is gone for everybody: it cannot be had back. */
export function DeleteDialog({ name, onClose, onDone }: Props) {
  return (
    <Dialog title={`Delete “${name}”?`} onClose={onClose}>
      <div className={styles.form}>
        <p>It is gone for everybody, and cannot be had back.</p>
        <footer className={styles.buttons}>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="primary" onClick={onDone}>
            Delete
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
