import { expect, test } from 'vitest';
import type { View } from '../../api/views';
import { readSearch } from '../../shell/address';
import { defaultColumns } from './columns';
import { contentOf, isShown, linkTo } from './views';

const view: View = { id: 'slow', name: 'Slow', query: '"user":anna duration_ms>=500', columns: ['timestamp', 'body'] };

test('a link to a view has its query and its columns, and no range', () => {
  const link = new URL(linkTo(view, 'https://logs.example'));

  expect(link.origin).toBe('https://logs.example');
  expect(readSearch(link.search)).toEqual({ query: view.query, columns: 'timestamp,body' });
});

test('a link to a view of everything in the usual columns is the bare page', () => {
  expect(linkTo({ id: 'all', name: 'All', query: '' }, 'https://logs.example')).toBe('https://logs.example/');
});

test('a view without columns has the usual ones', () => {
  expect(contentOf({ ...view, columns: null }).columns).toEqual(defaultColumns);
});

test('a view is shown when the query and the columns are its own, in its order', () => {
  expect(isShown(view, { query: view.query, columns: ['timestamp', 'body'] })).toBe(true);
  expect(isShown(view, { query: view.query, columns: ['body', 'timestamp'] })).toBe(false);
  expect(isShown(view, { query: '', columns: ['timestamp', 'body'] })).toBe(false);
});
