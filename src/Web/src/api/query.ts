import { send } from './http';
import { readNdjson } from './lines';
import { ApiProblem } from './problem';
import type { Json, LogRecord } from './records';

export interface QueryRequest {
  query: string;
  from: string;
  to: string;
  limit: number;
  cursor?: string;
}

export type Kind = 'records' | 'table' | 'timeseries' | 'patterns';

export interface Column {
  name: string;
  type: 'string' | 'number' | 'time' | 'bool' | 'object';
}

export interface Statistics {
  elapsed_ms: number;
  /** Left out where the engine does not say. */
  rows_read?: number;
  bytes_read?: number;
}

export interface Progress {
  rows_read: number;
  rows_to_read?: number;
  bytes_read: number;
  elapsed_ms: number;
}

/** What a query says while it runs, one a line. */
export type QueryEvent =
  | { meta: { kind: Kind; columns?: Column[]; interval_seconds?: number } }
  | { progress: Progress }
  | { records: LogRecord[] }
  | { rows: Json[][] }
  | { end: End };

/** What is known once all of an answer was read. */
export interface End {
  next_cursor?: string | null;
  truncated?: boolean;
  /** Of patterns: of how many bodies they were made, the newest ones, and whether there may be more. */
  looked_at?: number;
  sampled?: boolean;
  statistics?: Statistics;
}

/** Runs a query and yields what comes as it comes. To stop reading stops the query. */
export async function* runQuery(request: QueryRequest, signal: AbortSignal): AsyncGenerator<QueryEvent> {
  const response = await send('/api/v1/query', {
    method: 'POST',
    // Not by the Accept header: a problem could not be told to who accepts lines alone.
    body: { ...request, format: 'ndjson' },
    signal,
  });
  if (response.body === null) {
    return;
  }

  for await (const event of readNdjson<QueryEvent | { problem: ConstructorParameters<typeof ApiProblem>[0] }>(
    response.body,
  )) {
    if ('problem' in event) {
      throw new ApiProblem(event.problem);
    }

    yield event;
  }
}
