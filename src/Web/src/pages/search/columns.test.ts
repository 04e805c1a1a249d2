import { expect, test } from 'vitest';
import { defaultColumns, gridOf, moved, readColumns, writeColumns } from './columns';

test('the usual columns are not in the address', () => {
  expect(readColumns(undefined)).toEqual(defaultColumns);
  expect(writeColumns(defaultColumns)).toBeUndefined();
  expect(readColumns(writeColumns(['body', 'http.route']))).toEqual(['body', 'http.route']);
});

test('a column is shown once, however often an address names it', () => {
  expect(readColumns('service,body,service')).toEqual(['service', 'body']);
});

test('a column moves one place, and stays at the ends', () => {
  expect(moved(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 'b', 1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c']);
});

test('some column always takes the room that is left', () => {
  expect(gridOf(['service', 'body'])).toContain('1fr');
  expect(gridOf(['service', 'http.route'])).toContain('1fr');
});
