import { X } from 'lucide-react';
import { IconButton } from '../ui/Button';
import { useStore } from './store';
import styles from './ToastList.module.css';
import { dismiss, toasts } from './toasts';

export function ToastList() {
  const shown = useStore(toasts);
  return (
    <div role="status" aria-live="polite" className={styles.toasts}>
      {shown.map((toast) => (
        <div key={toast.id} className={[styles.toast, styles[toast.kind]].join(' ')}>
          <span>{toast.text}</span>
          <IconButton name="Dismiss" onClick={() => dismiss(toast.id)}>
            <X size={14} />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
