import type { Answer } from '../api/answer';
import { numberOf, timeOf } from './series';

/** Counts in a grid of times and bands of values. */
export interface HeatGrid {
  times: number[];
  /** The lower end of each band, ascending. */
  bands: number[];
  /** The height of a band. */
  step: number;
  /** How much each cell counts, a column of bands for each time. */
  cells: Float64Array;
  most: number;
}

/** More bands than this would be thinner than a few pixels. */
const mostBands = 60;

/**
 * Reads an answer as a grid: its first column of times, then a column of numbers that says where, then one that says how
 * much, as in `| stats count() by bin(1m), bin(duration_ms, 50)`. Undefined when it has no such columns.
 */
export function heatOf(answer: Answer): HeatGrid | undefined {
  const time = answer.columns.findIndex((column) => column.type === 'time');
  const [where, much] = answer.columns.flatMap((column, i) => (column.type === 'number' ? [i] : []));
  if (time < 0 || where === undefined || much === undefined) {
    return undefined;
  }

  const points = answer.rows.flatMap((row) => {
    const [x, y, count] = [timeOf(row[time]), numberOf(row[where]), numberOf(row[much])];
    return x === undefined || y === null || count === null ? [] : [{ x, y, count }];
  });
  const times = evenly(distinct(points.map((point) => point.x)));
  const found = distinct(points.map((point) => point.y));
  const lowest = found[0] ?? 0;
  const step = bandHeight(found);
  const bands = Array.from({ length: bandOf(found.at(-1) ?? 0, lowest, step) + 1 }, (_, i) => lowest + i * step);
  const cells = new Float64Array(times.length * bands.length);
  const columns = new Map(times.map((at, i) => [at, i]));
  for (const { x, y, count } of points) {
    const column = columns.get(x);
    if (column !== undefined) {
      const cell = column * bands.length + bandOf(y, lowest, step);
      cells[cell] = (cells[cell] ?? 0) + count;
    }
  }

  return { times, bands, step, cells, most: cells.reduce((most, count) => Math.max(most, count), 0) };
}

/** How strongly a cell is coloured, from 0 to 1. By the logarithm, because one slow statement among thousands matters. */
export function strength(count: number, most: number): number {
  return count <= 0 || most <= 0 ? 0 : 0.12 + 0.88 * (Math.log1p(count) / Math.log1p(most));
}

/** The smallest distance of two bands, or a multiple of it when there would be too many. */
function bandHeight(values: readonly number[]): number {
  const step = smallestStep(values) || 1;
  const span = (values.at(-1) ?? 0) - (values[0] ?? 0);
  return step * Math.max(1, Math.ceil(span / step / mostBands));
}

function bandOf(value: number, lowest: number, step: number): number {
  // A hair more, so that 0.3 / 0.1 is in the third band and not just below it.
  return Math.floor((value - lowest) / step + 1e-9);
}

/** Adds the times at which there was nothing. */
function evenly(times: number[]): number[] {
  const step = smallestStep(times);
  const first = times[0] ?? 0;
  const count = step > 0 ? Math.round(((times.at(-1) ?? first) - first) / step) + 1 : times.length;
  return step > 0 && count <= 5000 ? Array.from({ length: count }, (_, i) => first + i * step) : times;
}

function smallestStep(sorted: readonly number[]): number {
  let step = 0;
  for (let i = 1; i < sorted.length; i++) {
    const distance = (sorted[i] ?? 0) - (sorted[i - 1] ?? 0);
    step = step === 0 ? distance : Math.min(step, distance);
  }

  return step;
}

function distinct(values: number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
