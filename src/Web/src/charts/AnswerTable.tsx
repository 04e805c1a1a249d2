import type { Answer } from '../api/answer';
import type { Json } from '../api/records';
import { formatTime } from '../time/format';
import type { Zone } from '../time/zone';
import table from '../ui/Table.module.css';
import styles from './AnswerTable.module.css';
import { numberOf } from './series';
import { formatValue, type Unit } from './units';

interface Props {
  answer: Answer;
  unit: Unit;
  zone: Zone;
  label: string;
}

/** More rows than this nobody reads in a chart's place. */
const mostRows = 500;

/** An answer in its columns, numbers with a bar that says how they compare. */
export function AnswerTable({ answer, unit, zone, label }: Props) {
  const rows = answer.rows.slice(0, mostRows);
  const most = answer.columns.map((_, i) => rows.reduce((high, row) => Math.max(high, numberOf(row[i]) ?? 0), 0));
  return (
    <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={`${table.table} ${styles.table}`}>
        <thead>
          <tr>
            {answer.columns.map((column) => (
              <th key={column.name} className={column.type === 'number' ? table.number : undefined}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {answer.columns.map((column, j) =>
                column.type === 'number' ? (
                  <td key={column.name} className={table.number}>
                    <span className={styles.number}>
                      {formatValue(numberOf(row[j]), unitIn(answer, column.name, unit))}
                      <span
                        className={styles.bar}
                        style={{ inlineSize: `${(100 * (numberOf(row[j]) ?? 0)) / (most[j] || 1)}%` }}
                      />
                    </span>
                  </td>
                ) : (
                  <td key={column.name} className={styles.text}>
                    {column.type === 'time' ? formatTime(String(row[j] as string), zone) : textOf(row[j])}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {answer.rows.length > mostRows && (
        <p className={styles.more}>
          The first {mostRows} of {answer.rows.length} rows.
        </p>
      )}
    </div>
  );
}

/**
 * The unit of a chart is not that of everything in it: beside durations there are counts. Where there are several numbers it
 * is that of those which were measured.
 */
function unitIn(answer: Answer, column: string, unit: Unit): Unit {
  const isOnly = answer.columns.filter(({ type }) => type === 'number').length === 1;
  return isOnly || /^(p\d|avg|min|max|median|longest)/.test(column) ? unit : '';
}

function textOf(value: Json | undefined): string {
  return value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
