import { sendJson } from './http';

export interface CompletionItem {
  label: string;
  kind: 'field' | 'value' | 'function' | 'keyword' | 'stage';
  detail?: string;
  count?: number;
  apply: string;
}

export interface Completion {
  from: number;
  to: number;
  items: CompletionItem[];
}

interface Place {
  query: string;
  position: number;
  from: string;
  to: string;
}

/** What may stand at a place in a query, from what there is in the range. */
export async function completeQuery(place: Place, signal: AbortSignal): Promise<Completion> {
  return sendJson('/api/v1/query/complete', { method: 'POST', body: place, signal });
}
