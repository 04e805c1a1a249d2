import { sendJson } from './http';
import type { Column, Kind } from './query';
import type { Json } from './records';

/** The whole answer to a question whose last stage makes columns: `| stats`, `| top`, `| timeseries`. */
export interface Answer {
  kind: Kind;
  columns: Column[];
  rows: Json[][];
  from: string;
  to: string;
  interval_seconds?: number;
}

/** Asks for an answer as a whole, which is what a chart draws. */
export async function ask(
  question: { query: string; from: string; to: string },
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const answer = await sendJson<Partial<Answer> & Pick<Answer, 'kind' | 'from' | 'to'>>('/api/v1/query', {
    method: 'POST',
    body: { ...question, format: 'json' },
    signal,
  });
  return { columns: [], rows: [], ...answer };
}
