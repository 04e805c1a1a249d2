import type { ReactNode } from 'react';
import styles from './Notice.module.css';

interface Props {
  title: string;
  kind?: 'empty' | 'failed';
  /** Whether it is all that the page has: then its title is the page's. */
  isPage?: boolean;
  children?: ReactNode;
}

/** Stands where there is nothing to show: says why, and what to do about it. */
export function Notice({ title, kind = 'empty', isPage = false, children }: Props) {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <section className={styles.notice} role={kind === 'failed' ? 'alert' : undefined}>
      <Heading className={kind === 'failed' ? styles.failed : undefined}>{title}</Heading>
      {children}
    </section>
  );
}
