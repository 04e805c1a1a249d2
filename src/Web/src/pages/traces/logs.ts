import type { LogRecord } from '../../api/records';
import { offsetIn, type SpanNode, type TraceTree } from './tree';

/** A record in its place in the trace. */
export interface PlacedLog {
  record: LogRecord;
  /** Milliseconds after the trace began. */
  at: number;
}

/** The records of each span, in time order. Those without a span, or of one that is not here, belong to none. */
export function groupBySpan(tree: TraceTree, logs: readonly LogRecord[]): Map<SpanNode, PlacedLog[]> {
  const byId = new Map(tree.nodes.map((node) => [node.span.span_id, node]));
  const groups = new Map<SpanNode, PlacedLog[]>();
  for (const record of logs) {
    const node = record.span_id === undefined ? undefined : byId.get(record.span_id);
    if (node !== undefined) {
      const placed = { record, at: offsetIn(tree, record.timestamp) };
      const known = groups.get(node);
      if (known === undefined) {
        groups.set(node, [placed]);
      } else {
        known.push(placed);
      }
    }
  }

  return groups;
}

/** The body in one line. */
export function lineOf({ body }: LogRecord): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
