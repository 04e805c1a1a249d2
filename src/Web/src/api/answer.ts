import { sendJson } from './http';
import type { Json } from './records';

export interface AnswerColumn {
  name: string;
  type: 'string' | 'number' | 'time' | 'bool' | 'object';
}

/** The whole answer to a question whose last stage makes columns: `| stats`, `| top`, `| timeseries`. */
export interface Answer {
  kind: 'table' | 'timeseries' | 'patterns' | 'records';
  columns: AnswerColumn[];
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
