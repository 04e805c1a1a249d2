import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { severityOf, type LogRecord } from '../../api/records';
import { formatClock, formatTime } from '../../time/format';
import type { Zone } from '../../time/zone';
import { Severity } from '../../ui/Severity';
import { useNarrow } from '../../ui/useNarrow';
import { gridOf } from './columns';
import type { Row } from './cut';
import { textOfValue, valueOf } from './fields';
import { pieces, wordsOf } from './marks';
import styles from './RecordTable.module.css';

const rowHeight = 24;
const narrowRowHeight = 46;

// Pages are asked for this many rows before the last one comes into sight.
const ahead = 60;

interface Props {
  rows: readonly Row[];
  columns: readonly string[];
  query: string;
  zone: Zone;
  /** The record that keys act on, by its id. */
  chosen: string | undefined;
  onOpen: (id: string) => void;
  onNearEnd: () => void;
}

/** Records, one a line. Only the lines in sight are drawn, so it makes no difference how many there are. */
export function RecordTable({ rows, columns, query, zone, chosen, onOpen, onNearEnd }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useNarrow();
  const height = isNarrow ? narrowRowHeight : rowHeight;
  const marks = useMemo(() => wordsOf(query), [query]);
  const grid = gridOf(columns);
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
  });
  const inSight = lines.getVirtualItems();
  const last = inSight.at(-1)?.index ?? 0;

  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - ahead) {
      onNearEnd();
    }
  }, [last, rows.length, onNearEnd]);

  useEffect(() => {
    lines.measure();
  }, [lines, height]);

  const at = chosen === undefined ? -1 : rows.findIndex((row) => row.record.id === chosen);
  useEffect(() => {
    if (at >= 0) {
      lines.scrollToIndex(at, { align: 'auto' });
    }
    // Only when another record is chosen: new rows above must not pull the view along.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [chosen]);

  return (
    <div
      ref={scroller}
      className={styles.table}
      role="grid"
      aria-label="Records"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={chosen === undefined ? undefined : `record-${chosen}`}
      tabIndex={0}
    >
      {isNarrow || (
        <div role="row" aria-rowindex={1} className={styles.head} style={{ gridTemplateColumns: grid }}>
          {columns.map((name) => (
            <div key={name} role="columnheader">
              {name}
            </div>
          ))}
        </div>
      )}
      <div role="rowgroup" className={styles.body} style={{ height: lines.getTotalSize() }}>
        {inSight.map((line) => {
          const record = rows[line.index]?.record;
          return (
            record !== undefined && (
              <div
                key={record.id}
                id={`record-${record.id}`}
                role="row"
                aria-rowindex={line.index + 2}
                aria-selected={record.id === chosen}
                className={[styles.row, styles[severityOf(record.severity_number)]].join(' ')}
                style={{
                  transform: `translateY(${line.start}px)`,
                  height,
                  gridTemplateColumns: isNarrow ? undefined : grid,
                }}
                onClick={() => {
                  // Who selects text to copy it does not want to open the record.
                  if (getSelection()?.isCollapsed !== false) {
                    onOpen(record.id);
                  }
                }}
              >
                {isNarrow ? (
                  <NarrowCells record={record} zone={zone} marks={marks} />
                ) : (
                  columns.map((name) => (
                    <div key={name} role="gridcell" className={name === 'body' ? styles.message : styles.cell}>
                      <Cell record={record} name={name} zone={zone} marks={marks} />
                    </div>
                  ))
                )}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

interface CellProps {
  record: LogRecord;
  zone: Zone;
  marks: RegExp | undefined;
}

function NarrowCells({ record, zone, marks }: CellProps) {
  return (
    <>
      <div role="gridcell" className={styles.above}>
        <span>{formatClock(record.timestamp, zone)}</span>
        <Severity of={severityOf(record.severity_number)} />
        <span>{record.service}</span>
      </div>
      <div role="gridcell" className={styles.message}>
        <Cell record={record} name="body" zone={zone} marks={marks} />
      </div>
    </>
  );
}

function Cell({ record, name, zone, marks }: CellProps & { name: string }) {
  switch (name) {
    case 'timestamp':
    case 'observed_timestamp':
      return formatTime(record[name], zone);
    case 'severity':
      return <Severity of={severityOf(record.severity_number)} />;
    case 'body':
      return pieces(oneLine(textOfValue(record.body)), marks).map((piece, i) =>
        i % 2 === 0 ? piece : <mark key={i}>{piece}</mark>,
      );
    default:
      return textOfValue(valueOf(record, name));
  }
}

// As much as the widest screen shows.
const shown = 500;

function oneLine(text: string): string {
  return text.slice(0, shown).replaceAll(/\s*\n\s*/g, ' ⏎ ');
}
