import type { ReactNode } from 'react';
import styles from './ChartNote.module.css';

/** Stands where a chart cannot be, in few words. */
export function ChartNote({ kind = 'plain', children }: { kind?: 'plain' | 'failed'; children: ReactNode }) {
  return (
    <div
      className={`${styles.note} ${kind === 'failed' ? styles.failed : ''}`}
      role={kind === 'failed' ? 'alert' : 'status'}
    >
      {children}
    </div>
  );
}
