import { sendJson } from './http';

/** A value of a field, and how many records have it. */
export interface FieldValue {
  value: string;
  count: number;
}

/** The most frequent values of a field in a range. */
export async function valuesOf(
  field: string,
  range: { from: string; to: string },
  signal?: AbortSignal,
): Promise<FieldValue[]> {
  const facets = await sendJson<{ fields: { name: string; values: FieldValue[] }[] }>('/api/v1/logs/facets', {
    query: { ...range, field, limit: 50 },
    signal,
  });
  return facets.fields[0]?.values ?? [];
}
