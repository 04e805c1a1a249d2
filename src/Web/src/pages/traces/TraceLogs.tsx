import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { severityOf, type LogRecord } from '../../api/records';
import { ServiceName } from '../../charts/ServiceName';
import { formatDuration } from '../../time/format';
import { Notice } from '../../ui/Notice';
import { lineOf } from './logs';
import styles from './TraceLogs.module.css';
import { offsetIn, type SpanNode, type TraceTree } from './tree';

interface Props {
  tree: TraceTree;
  logs: readonly LogRecord[] | undefined;
  colours: ReadonlyMap<string, string>;
  onChoose: (node: SpanNode) => void;
}

/** What all services logged within the trace, in time order, each record with the span that it belongs to. */
export function TraceLogs({ tree, logs, colours, onChoose }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const spans = useMemo(() => new Map(tree.nodes.map((node) => [node.span.span_id, node])), [tree]);
  const virtual = useVirtualizer({
    count: logs?.length ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => 26,
    overscan: 12,
  });

  if (logs?.length === 0) {
    return (
      <Notice title="Nothing was logged within this trace">
        <p>Records belong to a trace by their trace_id. Most logging libraries add it when OpenTelemetry is set up.</p>
      </Notice>
    );
  }

  return (
    <div ref={scroller} className={styles.logs} role="region" aria-label="Logs of the trace" tabIndex={0}>
      <ol className={styles.all} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const record = logs?.[item.index];
          if (record === undefined) {
            return null;
          }

          const node = record.span_id === undefined ? undefined : spans.get(record.span_id);
          const severity = severityOf(record.severity_number);
          return (
            <li key={record.id} className={styles.log} style={{ transform: `translateY(${item.start}px)` }}>
              <span className={styles.at}>+{formatDuration(Math.max(0, offsetIn(tree, record.timestamp)))}</span>
              <span className={styles.severity} style={{ color: `var(--severity-${severity}-text)` }}>
                {severity}
              </span>
              <span className={styles.service}>
                <ServiceName name={record.service} colour={colours.get(record.service) ?? '--text-faint'} />
              </span>
              <span className={styles.body} title={lineOf(record).slice(0, 1000)}>
                {lineOf(record).slice(0, 1000)}
              </span>
              {node !== undefined && (
                <button type="button" className={styles.span} onClick={() => onChoose(node)}>
                  {node.span.name}
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
