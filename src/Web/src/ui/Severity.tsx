import type { Severity as Family } from '../api/records';
import styles from './Severity.module.css';

/** The name of a severity in its colour. */
export function Severity({ of }: { of: Family }) {
  return <span className={styles[of]}>{of === 'unspecified' ? '–' : of}</span>;
}
