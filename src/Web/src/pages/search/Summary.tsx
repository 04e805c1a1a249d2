import { formatDuration } from '../../time/format';
import { formatBytes, formatCompact, formatCount } from '../../ui/number';
import type { Statistics } from '../../api/query';
import type { Results } from './useResults';
import styles from './Summary.module.css';

interface Props {
  results: Results;
  total: number | undefined;
  isLive: boolean;
}

/** One line about the answer: how much there is, and what it took. */
export function Summary({ results, total, isLive }: Props) {
  if (isLive) {
    return <p className={styles.summary}>Newest first</p>;
  }

  const { progress, statistics } = results;
  return (
    <p className={styles.summary} role="status">
      {results.kind === 'records' ? (
        <>
          {total !== undefined && <strong>{formatCount(total)} records</strong>}
          {results.rows.length > 0 && <span>{formatCount(results.rows.length)} loaded</span>}
        </>
      ) : (
        <>
          <strong>{formatCount(results.cells.length)} rows</strong>
          {results.sample !== undefined && (
            <span>
              Made of the newest {formatCount(results.sample)} bodies. A shorter range or a condition shows others.
            </span>
          )}
          {results.isCut && <span>There are more: | limit shows another number of them.</span>}
        </>
      )}
      {results.status === 'running' && (
        <span>
          {progress === undefined
            ? 'Searching …'
            : `Searching … ${formatCompact(progress.rows_read)}${progress.rows_to_read ? ` of ${formatCompact(progress.rows_to_read)}` : ''} rows read`}
        </span>
      )}
      {statistics !== undefined && <span title={costOf(statistics)}>{formatDuration(statistics.elapsed_ms)}</span>}
    </p>
  );
}

function costOf({ rows_read: rows, bytes_read: bytes }: Statistics): string | undefined {
  return rows === undefined || bytes === undefined
    ? undefined
    : `${formatCount(rows)} rows and ${formatBytes(bytes)} read`;
}
