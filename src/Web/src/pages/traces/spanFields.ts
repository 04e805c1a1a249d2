import type { Json } from '../../api/records';
import type { Span } from '../../api/traces';
import type { SpanNode } from './tree';

/** What is shown elsewhere than among the attributes. */
const elsewhere = new Set([
  'trace_id',
  'span_id',
  'name',
  'kind',
  'service',
  'timestamp',
  'duration_ms',
  'status',
  'status_message',
  'attributes',
  'resource',
  'events',
  'links',
]);

/** The fields that have an OpenTelemetry name and the attributes, as one list in the order of their names. */
export function fieldsOf(span: Span): Record<string, Json> {
  const fields = Object.entries(span).filter(([name]) => !elsewhere.has(name)) as [string, Json][];
  return Object.fromEntries([...fields, ...Object.entries(span.attributes)].sort(([a], [b]) => a.localeCompare(b)));
}

/** The time in which none of the spans below was running. */
export function ownTime(node: SpanNode): number {
  let own = node.end - node.start;
  let covered = node.start;
  for (const child of node.children) {
    const start = Math.max(child.start, covered);
    const end = Math.min(child.end, node.end);
    own -= Math.max(0, end - start);
    covered = Math.max(covered, end);
  }

  return Math.max(0, own);
}
