import { EyeOff } from 'lucide-react';
import { describe, hidden } from '../api/hidden';
import styles from './HiddenNote.module.css';
import { useStore } from './store';

/** A quiet line that says what one's role does not show, so that what is missing does not look as if it were not there. */
export function HiddenNote() {
  const text = describe(useStore(hidden));
  return text === undefined ? null : (
    <p className={styles.note} title={hidden.get()?.fields.join(', ')}>
      <EyeOff size={13} aria-hidden /> {text}
    </p>
  );
}
