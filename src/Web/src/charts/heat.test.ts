import { describe, expect, it } from 'vitest';
import type { Answer } from '../api/answer';
import { heatOf, strength } from './heat';

const minute = (n: number) => `2026-03-04T05:0${n}:00.000Z`;

function answer(rows: Answer['rows']): Answer {
  return {
    kind: 'table',
    columns: [
      { name: 'time', type: 'time' },
      { name: 'duration_ms', type: 'number' },
      { name: 'count', type: 'number' },
    ],
    rows,
    from: minute(0),
    to: minute(9),
  };
}

describe('heatOf', () => {
  it('puts each count where its time and its band meet', () => {
    const grid = heatOf(
      answer([
        [minute(1), 0, 5],
        [minute(1), 100, 1],
        [minute(2), 50, 7],
      ]),
    );

    expect(grid?.bands).toEqual([0, 50, 100]);
    expect([...(grid?.cells ?? [])]).toEqual([5, 0, 1, 0, 7, 0]);
    expect(grid?.most).toBe(7);
  });

  it('leaves room for times and bands without anything', () => {
    const grid = heatOf(
      answer([
        [minute(1), 0, 1],
        [minute(2), 50, 1],
        [minute(5), 200, 1],
      ]),
    );

    expect(grid?.times).toHaveLength(5);
    expect(grid?.bands).toEqual([0, 50, 100, 150, 200]);
  });

  it('makes higher bands when one value lies far out', () => {
    const grid = heatOf(
      answer([
        [minute(1), 0, 1],
        [minute(1), 10, 1],
        [minute(1), 1_000_000, 1],
      ]),
    );

    expect(grid?.bands.length).toBeLessThanOrEqual(61);
    expect(grid?.cells[0]).toBe(2);
  });

  it('is nothing without a number that says where', () => {
    expect(heatOf({ ...answer([]), columns: [{ name: 'time', type: 'time' }] })).toBeUndefined();
  });
});

describe('strength', () => {
  it('shows a single one among thousands', () => {
    expect(strength(0, 10_000)).toBe(0);
    expect(strength(1, 10_000)).toBeGreaterThan(0.15);
    expect(strength(10_000, 10_000)).toBe(1);
  });
});
