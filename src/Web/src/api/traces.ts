import { sendJson } from './http';
import type { Json, LogRecord } from './records';

export interface TraceSummary {
  trace_id: string;
  timestamp: string;
  duration_ms: number;
  service?: string;
  name?: string;
  spans: number;
  errors: number;
  services: string[];
}

export interface TraceFilter {
  from: string;
  to: string;
  service?: string | undefined;
  operation?: string | undefined;
  /** As the API writes durations: `250ms`, `2s`. */
  min_duration?: string | undefined;
  errors?: boolean | undefined;
  /** By how long the whole trace took; without it, the one with the newest fitting span first. */
  order?: 'slowest' | undefined;
}

export interface SpanEvent {
  timestamp: string;
  name: string;
  attributes: Record<string, Json>;
}

export interface SpanLink {
  trace_id: string;
  span_id: string;
  attributes: Record<string, Json>;
}

/** A span as `GET /api/v1/traces/{id}` answers it: what the span does not have is left out. */
export interface Span {
  trace_id: string;
  span_id: string;
  parent_span_id?: string;
  name: string;
  kind: string;
  service: string;
  timestamp: string;
  duration_ms: number;
  status: 'unset' | 'ok' | 'error';
  status_message?: string;
  attributes: Record<string, Json>;
  resource: Record<string, Json>;
  events: SpanEvent[];
  links: SpanLink[];
  /** The fields that have an OpenTelemetry name, such as `http.route`. */
  [field: string]: unknown;
}

export interface TracePage {
  traces: TraceSummary[];
  next_cursor?: string | null;
}

/** The traces whose spans fit, page by page. */
export async function findTraces(
  filter: TraceFilter,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<TracePage> {
  return sendJson('/api/v1/traces', { query: { ...filter, limit: 200, cursor }, signal });
}

export interface Trace {
  /** In the order in which they began. */
  spans: Span[];
  /** How many more there are that one's role does not show. */
  hidden_spans?: number;
}

export async function traceOf(traceId: string, signal?: AbortSignal): Promise<Trace> {
  return sendJson(`/api/v1/traces/${encodeURIComponent(traceId)}`, { signal });
}

/** More records of one trace than this nobody reads through; the search page has them all. */
const mostRecords = 5000;

/** The records that were logged within a trace, in time order. */
export async function logsOfTrace(traceId: string, signal?: AbortSignal): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await sendJson<{ records: LogRecord[]; next_cursor?: string | null }>(
      `/api/v1/traces/${encodeURIComponent(traceId)}/logs`,
      { query: { limit: 1000, cursor }, signal },
    );
    records.push(...page.records);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && records.length < mostRecords);
  return records;
}
