import type { Answer } from '../api/answer';
import type { Column } from '../api/query';
import type { Json } from '../api/records';

export interface Series {
  name: string;
  values: (number | null)[];
}

/** Numbers over time: each series has one value for each time, in milliseconds since 1970. */
export interface SeriesSet {
  times: number[];
  series: Series[];
  /** How many series were left out because nobody could tell them apart. */
  leftOut: number;
}

/** More lines than this are a tangle. */
const mostSeries = 20;

/**
 * Reads an answer as series: the first column of times is the axis, columns of text and truth part the rows, and each column
 * of numbers is drawn. Undefined when it has no times or no numbers.
 */
export function seriesOf(answer: Answer): SeriesSet | undefined {
  const time = answer.columns.findIndex((column) => column.type === 'time');
  const numbers = indexesOf(answer.columns, (column) => column.type === 'number');
  if (time < 0 || numbers.length === 0) {
    return undefined;
  }

  const keys = indexesOf(answer.columns, (column) => column.type === 'string' || column.type === 'bool');
  const found = new Map<string, Map<number, number | null>>();
  const times = new Set<number>();
  for (const row of answer.rows) {
    const at = timeOf(row[time]);
    if (at === undefined) {
      continue;
    }

    times.add(at);
    for (const number of numbers) {
      const name = nameOf(row, keys, answer.columns[number]?.name ?? '', numbers.length > 1);
      const values = found.get(name) ?? new Map<number, number | null>();
      values.set(at, numberOf(row[number]));
      found.set(name, values);
    }
  }

  const axis = fill(
    [...times].sort((a, b) => a - b),
    (answer.interval_seconds ?? 0) * 1000,
  );
  const series = [...found]
    .map(([name, values]) => ({ name, values: axis.map((at) => values.get(at) ?? null) }))
    .sort((a, b) => total(b) - total(a) || a.name.localeCompare(b.name));
  return { times: axis, series: series.slice(0, mostSeries), leftOut: Math.max(0, series.length - mostSeries) };
}

/** The series on top of each other: where each one ends when the ones before lie below it. */
export function stack(series: readonly Series[]): (number | null)[][] {
  const heights: number[] = [];
  return series.map(({ values }) =>
    values.map((value, i) => {
      heights[i] = (heights[i] ?? 0) + (value ?? 0);
      return heights[i];
    }),
  );
}

/** Milliseconds since 1970 of a value in a column of times. */
export function timeOf(value: Json | undefined): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** Numbers that JSON cannot hold exactly come as text. */
export function numberOf(value: Json | undefined): number | null {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
  return Number.isFinite(number) ? number : null;
}

function nameOf(row: Json[], keys: number[], column: string, isOneOfSeveral: boolean): string {
  const parts = keys.map((index) => textOf(row[index]));
  return (parts.length === 0 || isOneOfSeveral ? [...parts, column] : parts).join(' · ');
}

function textOf(value: Json | undefined): string {
  if (value === null || value === undefined || value === '') {
    return '(none)';
  }

  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Adds the intervals in which there was nothing, so that a line breaks there instead of bridging them. */
function fill(times: number[], interval: number): number[] {
  const first = times[0];
  const last = times.at(-1);
  // An answer may be sparse; what would become endless is left as it is.
  if (first === undefined || last === undefined || interval <= 0 || (last - first) / interval > 20_000) {
    return times;
  }

  const all = new Set(times);
  for (let at = first; at < last; at += interval) {
    all.add(at);
  }

  return [...all].sort((a, b) => a - b);
}

function total({ values }: Series): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function indexesOf(columns: readonly Column[], test: (column: Column) => boolean): number[] {
  return columns.flatMap((column, i) => (test(column) ? [i] : []));
}
