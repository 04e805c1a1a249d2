import type { ReactNode } from 'react';
import table from './Table.module.css';
import styles from './Listing.module.css';

interface Props<T> {
  name: string;
  columns: readonly string[];
  items: readonly T[];
  idOf: (item: T) => string;
  /** The cells of an item, one for each column. */
  cells: (item: T) => readonly ReactNode[];
  isFaint?: (item: T) => boolean;
}

/** A table whose rows become cards on a phone, each value with the name of its column. */
export function Listing<T>({ name, columns, items, idOf, cells, isFaint }: Props<T>) {
  return (
    <div className={styles.scroll}>
      <table className={`${table.table} ${styles.table}`} aria-label={name}>
        <thead>
          <tr>
            {columns.map((column, i) => (
              <th key={i}>{column === '' ? <span className="for-screen-readers">What can be done</span> : column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={idOf(item)} className={isFaint?.(item) ? styles.faint : undefined}>
              {cells(item).map((cell, i) => (
                <td key={i} data-column={columns[i]}>
                  {isEmpty(cell) || <div>{cell}</div>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isEmpty(cell: ReactNode): boolean {
  return cell === undefined || cell === null || cell === false || cell === '';
}
