import { sendJson } from './http';

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

export async function findTraces(range: { from: string; to: string }, signal?: AbortSignal): Promise<TraceSummary[]> {
  const page = await sendJson<{ traces: TraceSummary[] }>('/api/v1/traces', {
    query: { ...range, limit: 100 },
    signal,
  });
  return page.traces;
}
