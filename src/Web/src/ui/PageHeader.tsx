import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { TimePicker } from '../time/TimePicker';
import { refresh } from '../time/useRange';
import { IconButton } from './Button';
import styles from './PageHeader.module.css';

interface Props {
  title: ReactNode;
  /** What the page offers beside the range of time. */
  children?: ReactNode;
}

/** The head of a page: its name, its own tools, and the range of time. */
export function PageHeader({ title, children }: Props) {
  return (
    <header className={styles.header}>
      <h1>{title}</h1>
      <div className={styles.tools}>
        {children}
        <TimePicker />
        <IconButton name="Ask again, up to now (r)" onClick={refresh}>
          <RefreshCw size={15} />
        </IconButton>
      </div>
    </header>
  );
}
