import { Pause, Play, Square } from 'lucide-react';
import { Button } from '../../ui/Button';
import { formatCount } from '../../ui/number';
import styles from './LiveBar.module.css';
import type { Tail } from './useTail';

interface Props {
  tail: Tail;
  isPaused: boolean;
  onPause: () => void;
  onStop: () => void;
}

/** How the live view stands: what is shown, what waits, what was missed. */
export function LiveBar({ tail, isPaused, onPause, onStop }: Props) {
  return (
    <div className={styles.bar} role="status">
      <span className={isPaused ? styles.still : styles.live} aria-hidden />
      <strong>{isPaused ? 'Paused' : 'Live'}</strong>
      <span>{formatCount(tail.rows.length)} shown</span>
      {tail.waiting > 0 && <span>{formatCount(tail.waiting)} waiting</span>}
      {tail.missed > 0 && (
        <span
          className={styles.missed}
          title="They came faster than they could be shown. They are stored: search finds them."
        >
          {formatCount(tail.missed)} missed
        </span>
      )}
      {tail.error instanceof Error && <span className={styles.missed}>{tail.error.message}</span>}
      <span className={styles.tools}>
        <Button onClick={onPause}>
          {isPaused ? <Play size={13} aria-hidden /> : <Pause size={13} aria-hidden />}
          {isPaused ? 'Go on' : 'Pause'}
        </Button>
        <Button onClick={onStop}>
          <Square size={12} aria-hidden /> End
        </Button>
      </span>
    </div>
  );
}
