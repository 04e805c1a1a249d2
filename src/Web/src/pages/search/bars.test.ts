import { expect, test } from 'vitest';
import { barPaths, span, totals } from './bars';

const bucket = (counts: Record<string, number>) => ({
  time: '2026-03-04T05:06:00Z',
  total: Object.values(counts).reduce((sum, count) => sum + count, 0),
  counts,
});

test('a single error among many records is still to be seen', () => {
  const paths = barPaths([bucket({ info: 1_000_000, error: 1 })], 10, 100);

  expect(paths[0]).toEqual({ severity: 'error', path: 'M0 100v-2h9v2z' });
});

test('the tallest bar is as tall as the drawing, and the worst lie at the bottom', () => {
  const paths = barPaths([bucket({ info: 3, error: 1 }), bucket({ info: 2 })], 20, 100);

  expect(paths).toEqual([
    { severity: 'error', path: 'M0 100v-25h9v25z' },
    { severity: 'info', path: 'M0 75v-75h9v75zM10 100v-50h9v50z' },
  ]);
});

test('severities are counted over all intervals', () => {
  expect(totals([bucket({ info: 3, error: 1 }), bucket({ info: 2 })])).toEqual([
    { severity: 'error', count: 1 },
    { severity: 'info', count: 5 },
  ]);
});

test('a selection may be drawn in both directions and beyond the edge', () => {
  expect(span(7, 2, 10)).toEqual({ first: 2, last: 7 });
  expect(span(-3, 20, 10)).toEqual({ first: 0, last: 9 });
});
