import type { Json, LogRecord } from '../../api/records';

/** More of a value than this is not kept with a row: it could not be seen there anyway. */
const kept = 2000;

/** A record as the table keeps it. What was cut is fetched again when its details are opened. */
export interface Row {
  record: LogRecord;
  isCut: boolean;
}

/** Keeps long values out of memory, so that a hundred thousand rows stay light whatever was logged. */
export function rowOf(record: LogRecord): Row {
  let isCut = false;

  function cut(value: Json): Json {
    if (typeof value === 'string' && value.length > kept) {
      isCut = true;
      // Through an array, because a slice alone would hold on to the whole string.
      return Array.from(value.slice(0, kept)).join('');
    }

    if (typeof value === 'object' && value !== null) {
      const text = JSON.stringify(value);
      return text.length > kept ? cut(text) : value;
    }

    return value;
  }

  const short = { ...record, body: cut(record.body), attributes: cutAll(record.attributes) };
  return { record: isCut ? short : record, isCut };

  function cutAll(values: Record<string, Json>): Record<string, Json> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cut(value)]));
  }
}
