import { nameOf } from '../query/edit';
import { address, send, sendJson } from './http';
import { readEvents } from './lines';
import type { LogRecord, Severity } from './records';

/** Which records a page shows: those that a query finds in a range of time. */
export interface Selection {
  query: string;
  from: string;
  to: string;
}

// A parameter that is there must have a value.
function parametersOf({ query, from, to }: Selection) {
  return { query: query === '' ? undefined : query, from, to };
}

export interface Bucket {
  time: string;
  total: number;
  counts: Partial<Record<Severity, number>>;
}

export interface Histogram {
  from: string;
  to: string;
  interval_seconds: number;
  total: number;
  buckets: Bucket[];
}

export async function histogramOf(selection: Selection, signal: AbortSignal): Promise<Histogram> {
  return sendJson('/api/v1/logs/histogram', { query: parametersOf(selection), signal });
}

export interface FacetValue {
  value: string;
  count: number;
}

export interface Facet {
  name: string;
  distinct: number;
  values: FacetValue[];
}

export interface Facets {
  fields: Facet[];
  sampled: boolean;
}

export async function facetsOf(selection: Selection, fields: readonly string[], signal: AbortSignal): Promise<Facets> {
  return sendJson('/api/v1/logs/facets', { query: { ...parametersOf(selection), field: fields.map(nameOf) }, signal });
}

export interface Field {
  name: string;
  type: string;
  coverage: number;
  home: string;
}

export async function fieldsOf(selection: Selection, signal: AbortSignal): Promise<Field[]> {
  const found = await sendJson<{ fields: Field[] }>('/api/v1/logs/fields', { query: parametersOf(selection), signal });
  return found.fields;
}

export async function recordOf(id: string, signal: AbortSignal): Promise<LogRecord> {
  return sendJson(`/api/v1/logs/${encodeURIComponent(id)}`, { signal });
}

/** The time in which all records of a correlation id lie; undefined when there are none. */
export async function rangeOfCorrelation(id: string): Promise<{ from: string; to: string } | undefined> {
  const { from, to } = await sendJson<{ from: string | null; to: string | null }>(
    `/api/v1/correlations/${encodeURIComponent(id)}`,
    { query: { limit: 1 } },
  );
  return from === null || to === null ? undefined : { from, to };
}

export interface Context {
  before: LogRecord[];
  record: LogRecord;
  after: LogRecord[];
}

/** What was logged just before and after, by the same service, host or pod, or by anybody. */
export async function contextOf(id: string, same: string, signal: AbortSignal): Promise<Context> {
  return sendJson(`/api/v1/logs/${encodeURIComponent(id)}/context`, { query: { before: 20, after: 20, same }, signal });
}

export type TailEvent = { kind: 'record'; record: LogRecord } | { kind: 'missed'; count: number | null };

/** Records as they are accepted, for as long as somebody reads. */
export async function* tail(query: string, signal: AbortSignal): AsyncGenerator<TailEvent> {
  const response = await send('/api/v1/logs/tail', { query: { query: query === '' ? undefined : query }, signal });
  if (response.body === null) {
    return;
  }

  for await (const event of readEvents(response.body)) {
    if (event.name === 'missed') {
      yield { kind: 'missed', count: (JSON.parse(event.data) as { records: number | null }).records };
    } else {
      yield { kind: 'record', record: JSON.parse(event.data) as LogRecord };
    }
  }
}

/** Where the whole result can be downloaded, however large it is. */
export function exportAddress(selection: Selection, format: 'ndjson' | 'csv', fields: readonly string[]): string {
  return address('/api/v1/logs/export', {
    ...parametersOf(selection),
    format,
    gzip: true,
    ...(fields.length > 0 ? { fields: fields.map(nameOf).join(',') } : {}),
  });
}
