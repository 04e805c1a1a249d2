import { ChevronDown, ChevronRight, CircleAlert } from 'lucide-react';
import { severityOf } from '../../api/records';
import { formatDuration } from '../../time/format';
import type { Segment } from './criticalPath';
import { lineOf, type PlacedLog } from './logs';
import styles from './SpanRow.module.css';
import type { SpanNode } from './tree';
import type { View } from './view';

interface Props {
  id: string;
  node: SpanNode;
  /** Its place among the rows. */
  row: number;
  top: number;
  view: View;
  colour: string;
  segments: readonly Segment[] | undefined;
  logs: readonly PlacedLog[] | undefined;
  isChosen: boolean;
  isCollapsed: boolean;
  /** It is not what is looked for. */
  isFaded: boolean;
  onChoose: () => void;
  onToggle: () => void;
}

/** More dots than this on one bar cover each other. */
const mostDots = 200;

/** Deeper spans are indented no further, or nothing of their names would be left. */
const deepestIndent = 14;

/** One span: its name, and its bar with what it waited for and what it logged. */
export function SpanRow({ node, view, colour, segments, logs, ...row }: Props) {
  const { span } = node;
  const length = view.end - view.start;
  const place = (time: number) => (100 * (time - view.start)) / length;
  const from = Math.max(0, place(node.start));
  const to = Math.min(100, place(node.end));
  const isInside = to >= 0 && from <= 100;
  const classes = [styles.row, row.isChosen && styles.chosen, row.isFaded && styles.faded].filter(Boolean).join(' ');

  return (
    <div
      id={row.id}
      role="row"
      aria-rowindex={row.row + 1}
      aria-level={node.depth + 1}
      aria-selected={row.isChosen}
      aria-expanded={node.children.length === 0 ? undefined : !row.isCollapsed}
      className={classes}
      style={{ transform: `translateY(${row.top}px)` }}
      onClick={row.onChoose}
    >
      <div
        role="gridcell"
        className={styles.name}
        style={{ paddingInlineStart: 4 + Math.min(node.depth, deepestIndent) * 14 }}
        title={`${span.service}: ${span.name}`}
      >
        {node.children.length > 0 ? (
          <button
            type="button"
            tabIndex={-1}
            className={styles.toggle}
            aria-label={row.isCollapsed ? 'Expand' : 'Collapse'}
            onClick={(event) => {
              event.stopPropagation();
              row.onToggle();
            }}
          >
            {row.isCollapsed ? <ChevronRight size={14} /> : <ChevronDown size={14} />}
          </button>
        ) : (
          <span className={styles.leaf} />
        )}
        <span className={styles.dot} style={{ background: `var(${colour})` }} />
        <span className={styles.service}>{span.service}</span>
        <span className={styles.operation}>{span.name}</span>
        {row.isCollapsed && <span className={styles.count}>+{node.descendants}</span>}
        {(node.isError || (row.isCollapsed && node.hasErrors)) && (
          <CircleAlert
            size={14}
            className={styles.error}
            role="img"
            aria-label={node.isError ? 'Error' : 'Errors below'}
          />
        )}
      </div>
      <div role="gridcell" className={styles.track}>
        {isInside ? (
          <>
            <div
              className={`${styles.bar} ${node.isError ? styles.failed : ''}`}
              style={{ left: `${from}%`, width: `${to - from}%`, background: `var(${colour})` }}
            />
            {segments?.map((segment) => (
              <div
                key={segment.start}
                className={styles.critical}
                style={{
                  left: `${Math.max(0, place(segment.start))}%`,
                  width: `${Math.max(0, Math.min(100, place(segment.end)) - Math.max(0, place(segment.start)))}%`,
                }}
              />
            ))}
            {logs?.slice(0, mostDots).map(
              ({ record, at }) =>
                at >= view.start &&
                at <= view.end && (
                  <span
                    key={record.id}
                    className={styles.log}
                    title={lineOf(record).slice(0, 300)}
                    style={{
                      left: `${place(at)}%`,
                      background: `var(--severity-${severityOf(record.severity_number)})`,
                    }}
                  />
                ),
            )}
            <span className={styles.duration} style={{ left: `${to}%` }}>
              {formatDuration(span.duration_ms)}
            </span>
          </>
        ) : (
          // It lies outside of what is shown: an arrow says where.
          <span className={styles.outside} style={to < 0 ? { left: 0 } : { right: 0 }}>
            {to < 0 ? '←' : '→'} {formatDuration(span.duration_ms)}
          </span>
        )}
      </div>
    </div>
  );
}
