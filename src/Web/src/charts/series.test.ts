import { describe, expect, it } from 'vitest';
import type { Answer } from '../api/answer';
import { seriesOf, stack } from './series';

const minute = (n: number) => `2026-03-04T05:0${n}:00.000Z`;

function answer(overrides: Partial<Answer>): Answer {
  return { kind: 'timeseries', columns: [], rows: [], from: minute(0), to: minute(9), ...overrides };
}

describe('seriesOf', () => {
  it('makes a series of each key, the largest first, with gaps where a key had nothing', () => {
    const set = seriesOf(
      answer({
        columns: [
          { name: 'time', type: 'time' },
          { name: 'service', type: 'string' },
          { name: 'count', type: 'number' },
        ],
        rows: [
          [minute(1), 'auth', 1],
          [minute(1), 'order', 5],
          [minute(2), 'order', 6],
        ],
        interval_seconds: 60,
      }),
    );

    expect(set?.times).toEqual([Date.parse(minute(1)), Date.parse(minute(2))]);
    expect(set?.series).toEqual([
      { name: 'order', values: [5, 6] },
      { name: 'auth', values: [1, null] },
    ]);
  });

  it('names several numbers by their columns', () => {
    const set = seriesOf(
      answer({
        columns: [
          { name: 'time', type: 'time' },
          { name: 'p50', type: 'number' },
          { name: 'p99', type: 'number' },
        ],
        rows: [[minute(1), 10, '99.5']],
      }),
    );

    expect(set?.series.map((series) => [series.name, series.values[0]])).toEqual([
      ['p99', 99.5],
      ['p50', 10],
    ]);
  });

  it('breaks the line over intervals without anything', () => {
    const set = seriesOf(
      answer({
        columns: [
          { name: 'time', type: 'time' },
          { name: 'count', type: 'number' },
        ],
        rows: [
          [minute(1), 1],
          [minute(4), 1],
        ],
        interval_seconds: 60,
      }),
    );

    expect(set?.series[0]?.values).toEqual([1, null, null, 1]);
  });

  it('keeps the largest of very many series and counts the others', () => {
    const set = seriesOf(
      answer({
        columns: [
          { name: 'time', type: 'time' },
          { name: 'user', type: 'string' },
          { name: 'count', type: 'number' },
        ],
        rows: Array.from({ length: 100 }, (_, i) => [minute(1), `user-${i}`, i]),
      }),
    );

    expect(set?.series).toHaveLength(20);
    expect(set?.series[0]?.name).toBe('user-99');
    expect(set?.leftOut).toBe(80);
  });

  it('is nothing without times', () => {
    expect(seriesOf(answer({ columns: [{ name: 'count', type: 'number' }], rows: [[1]] }))).toBeUndefined();
  });
});

describe('stack', () => {
  it('puts each series on the ones before', () => {
    const series = [
      { name: 'a', values: [1, null, 3] },
      { name: 'b', values: [10, 10, null] },
    ];

    expect(stack(series)).toEqual([
      [1, 0, 3],
      [11, 10, 3],
    ]);
  });
});
