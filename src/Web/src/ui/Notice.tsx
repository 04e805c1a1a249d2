import type { ReactNode } from 'react';
import styles from './Notice.module.css';

interface Props {
  title: string;
  kind?: 'empty' | 'failed';
  children?: ReactNode;
}

/** Stands where there is nothing to show: says why, and what to do about it. */
export function Notice({ title, kind = 'empty', children }: Props) {
  return (
    <section className={styles.notice} role={kind === 'failed' ? 'alert' : undefined}>
      <h2 className={kind === 'failed' ? styles.failed : undefined}>{title}</h2>
      {children}
    </section>
  );
}
